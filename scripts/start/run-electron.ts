import { spawn } from "node:child_process";
import { projectRoot } from "../project-root.ts";

/** An Electron that fails sooner could not start at all: a library is missing, or the display is not usable. */
const startMsMax = 5_000;

export type ElectronRun = { readonly kind: "ended"; readonly code: number } | { readonly kind: "failed"; readonly why: string };

/** Runs the built app in Electron until it ends. `failed`: it never came up, and another face may be tried. */
export const runElectron = (path: string, dataFolder: string): Promise<ElectronRun> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const child = spawn(path, [...asRoot, projectRoot], { stdio: "inherit", env: { ...process.env, USHER_DATA: dataFolder } });
    // A terminal sends Ctrl+C to both; Electron ends in its own time, and this process waits for it.
    const wait = (): void => undefined;
    const pass = (): void => void child.kill("SIGTERM");
    process.on("SIGINT", wait);
    process.on("SIGTERM", pass);
    const settle = (run: ElectronRun): void => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", pass);
      resolve(run);
    };
    child.on("error", (error) => settle({ kind: "failed", why: `Electron could not be started (${error.message})` }));
    child.on("close", (code) => {
      const early = performance.now() - startedAt < startMsMax;
      if (early && code !== 0) settle({ kind: "failed", why: `Electron ended at once (exit code ${code ?? "none"})` });
      else settle({ kind: "ended", code: code ?? 1 });
    });
  });
