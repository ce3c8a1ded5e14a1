import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

export interface AppProcess {
  readonly child: ChildProcess;
  /** Everything that it said so far, both streams. */
  output(): string;
  /** Resolves with the first match; rejects with the output when the process ends or `waitMsMax` passes before. */
  untilSaid(pattern: RegExp, waitMsMax?: number): Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
}

/** A cold build included. */
const sayMsMax = 120_000;

/** Runs the app's process and listens to it. */
export const startAppProcess = (args: readonly string[], cwd: string, env: Readonly<Record<string, string | undefined>>): AppProcess => {
  const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const listeners = new Set<() => void>();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code));
  });
  const untilSaid = (pattern: RegExp, waitMsMax = sayMsMax): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const fail = (why: string): void => {
        finish();
        reject(new Error(`${why}; it said:\n${output}`));
      };
      const look = (): void => {
        const match = pattern.exec(output);
        if (match === null) return;
        finish();
        resolve(match);
      };
      const timer = setTimeout(() => fail(`the app did not say ${pattern} in time`), waitMsMax);
      listeners.add(look);
      ended.then(
        (code) => fail(`the app ended with ${code}`),
        (error: unknown) => fail(String(error)),
      );
      look();
    });
  return { child, output: () => output, untilSaid, ended };
};
