import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** One thing that a process asked the disk to do with one file of a folder, in order. */
export type DiskStep =
  | { readonly kind: "write"; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "append"; readonly file: string; readonly bytes: Buffer }
  | { readonly kind: "resize"; readonly file: string; readonly size: number }
  | { readonly kind: "create" | "remove" | "sync"; readonly file: string }
  /** The folder itself: names made and taken away are on the disk. */
  | { readonly kind: "sync-folder" }
  /** A line that the process wrote into its own log of what it did. */
  | { readonly kind: "told"; readonly line: string };

/** The log that the recorded process writes of what it does. */
export const toldFile = "told.log";

const calls = "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink,openat";
/** More than any write of a ledger: a page, or a group of them. */
const bytesShownMax = 1_000_000;

/**
 * Where strace is, fetched from Debian's packages when this is a machine of root with none; else why there is none. It is the only honest
 * witness: what SQLite asks the kernel for, in order, without a line of ours in between.
 */
export const ensureStrace = async (say: (line: string) => void): Promise<{ readonly path: string } | { readonly why: string }> => {
  if (process.platform !== "linux") return { why: `it is recorded with strace, which ${process.platform} does not have` };
  let path = findStrace();
  if (path === undefined && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("No strace here; trying Debian's package ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    if ((await run("apt-get", ["update", "-qq"], env)) === 0)
      await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "strace"], env);
    path = findStrace();
  }
  if (path === undefined) return { why: "it is recorded with strace, which is not installed (apt-get install strace)" };
  return (await run(path, ["-o", "/dev/null", "true"])) === 0
    ? { path }
    : { why: "this system does not let strace watch a process (ptrace)" };
};

const findStrace = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(":")
    .map((folder) => join(folder, "strace"))
    .find((path) => existsSync(path));

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], env });
    child.on("error", reject);
    child.on("close", resolve);
  });

/** Runs a script under strace and answers what it did to the files of `folder`, which it makes. Throws when the script fails. */
export const recordDisk = async (strace: string, folder: string, script: string, args: readonly string[]): Promise<DiskStep[]> => {
  const trace = `${folder}.strace`;
  const code = await run(strace, ["-y", "-xx", "-s", String(bytesShownMax), "-e", calls, "-o", trace, process.execPath, script, ...args]);
  if (code !== 0) throw new Error(`${basename(script)} ended with ${String(code)}`);
  const steps: DiskStep[] = [];
  for await (const line of createInterface({ input: createReadStream(trace, "latin1"), crlfDelay: Infinity })) {
    const step = stepOf(line, folder);
    if (step !== undefined) steps.push(step);
  }
  return steps;
};

const bytesOf = (escaped: string): Buffer => Buffer.from(escaped.replaceAll("\\x", ""), "hex");

const onFd = /^(\w+)\(\d+<([^>]*)>(?:, (.*))?\) += (\d+)/u;
const onPath = /^(unlink|openat)\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)"(?:, (.*))?\) += \d+/u;

const stepOf = (line: string, folder: string): DiskStep | undefined => {
  const named = onPath.exec(line);
  if (named !== null) {
    const [, call, escaped = "", flags = ""] = named;
    const path = bytesOf(escaped).toString();
    if (dirname(path) !== folder) return undefined;
    if (call === "unlink") return { kind: "remove", file: basename(path) };
    return flags.includes("O_CREAT") ? { kind: "create", file: basename(path) } : undefined;
  }
  const [, call, escaped = "", rest = "", result = ""] = onFd.exec(line) ?? [];
  const path = bytesOf(escaped).toString();
  if (path === folder && call !== "write") return { kind: "sync-folder" };
  if (dirname(path) !== folder) return undefined;
  const file = basename(path);
  switch (call) {
    case "fsync":
    case "fdatasync":
      return { kind: "sync", file };
    case "ftruncate":
      return { kind: "resize", file, size: Number(rest) };
    case "pwrite64":
    case "write": {
      const [, data = "", size, at] = /^"([^"]*)", (\d+)(?:, (\d+))?$/u.exec(rest) ?? [];
      const bytes = bytesOf(data);
      if (bytes.length !== Number(size) || bytes.length !== Number(result))
        throw new Error(`a write of ${String(size)} bytes was not recorded whole`);
      if (file === toldFile) return { kind: "told", line: bytes.toString().trimEnd() };
      return at === undefined ? { kind: "append", file, bytes } : { kind: "write", file, at: Number(at), bytes };
    }
    default:
      return undefined;
  }
};
