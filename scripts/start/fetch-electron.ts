import { spawn } from "node:child_process";
import { join } from "node:path";

/** A mirror that has not answered by then keeps a newcomer waiting for nothing. */
const probeMsMax = 5_000;
/** About 120 MB; a line that cannot carry them in five minutes gets the browser instead. */
const installMsMax = 300_000;
const defaultMirror = "https://github.com/electron/electron/releases/download/";

export const electronMirror = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment["ELECTRON_MIRROR"] ?? environment["npm_config_electron_mirror"] ?? defaultMirror;

/** Undefined when somebody answers at the mirror, else why not, in a few words. Any answer will do: the installer checks the rest. */
export const probeMirror = async (mirror: string): Promise<string | undefined> => {
  const host = URL.canParse(mirror) ? new URL(mirror).host : mirror;
  try {
    await fetch(mirror, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(probeMsMax) });
    return undefined;
  } catch (error) {
    return `${host} cannot be reached (${codeOf(error)})`;
  }
};

/** Runs Electron's own installer, which checks the download's hash. Undefined when it worked, else why not. Ctrl+C skips it. */
export const installElectron = (root: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const installer = join(root, "node_modules", "electron", "install.js");
    const child = spawn(process.execPath, [installer], { cwd: root, stdio: ["ignore", "inherit", "ignore"] });
    let reason = "its installer failed";
    const stop = (why: string): void => {
      reason = why;
      child.kill("SIGKILL");
    };
    const skip = (): void => stop("the download was skipped");
    const timer = setTimeout(() => stop("the download took more than five minutes"), installMsMax);
    process.once("SIGINT", skip);
    child.on("error", () => undefined);
    child.on("close", (code) => {
      clearTimeout(timer);
      process.off("SIGINT", skip);
      resolve(code === 0 ? undefined : reason);
    });
  });

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.name;
};
