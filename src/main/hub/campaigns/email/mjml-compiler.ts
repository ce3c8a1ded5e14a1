import { Worker } from "node:worker_threads";
import type { Clock } from "#hub/ports/index.ts";

export interface CompileOrder {
  readonly id: number;
  readonly mjml: string;
}
export type CompileAnswer = { readonly id: number; readonly html: string } | { readonly id: number; readonly problem: string };

/** MJML to HTML in a thread that lives only while it is used. */
export interface MjmlCompiler {
  /** Rejects when the MJML is wrong (a bug: people never write MJML) or after `stop`. */
  compile(mjml: string): Promise<string>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** After that the thread goes, and its 40 MB with it: somebody who writes needs it every few seconds, or not at all. */
const idleMsMax = 30_000;

/** From sources it is TypeScript, in the built app a file beside the bundle (electron.vite.config.ts). */
const workerUrl = (): URL => new URL(import.meta.url.endsWith(".ts") ? "./mjml-worker.ts" : "./mjml-worker.js", import.meta.url);

type Waiting = Pick<PromiseWithResolvers<string>, "resolve" | "reject">;

/** States: no thread -> busy -> idle -> no thread. A thread that dies fails what it was asked; the next order starts another. */
export const createMjmlCompiler = (clock: Pick<Clock, "setTimer">): MjmlCompiler => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let cancelIdle: (() => void) | undefined;
  let lastId = 0;
  let stopped = false;

  const end = async (): Promise<void> => {
    cancelIdle?.();
    cancelIdle = undefined;
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  };
  const failAll = (reason: Error): void => {
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  const onAnswer = (answer: CompileAnswer): void => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("html" in answer) asked?.resolve(answer.html);
    else asked?.reject(new Error(`The email layout could not be made: ${answer.problem}`));
    if (waiting.size === 0) cancelIdle = clock.setTimer(idleMsMax, () => void end());
  };
  const started = (): Worker => {
    const made = new Worker(workerUrl());
    made.on("message", onAnswer);
    made.on("error", failAll);
    made.on("exit", () => {
      if (worker !== made) return;
      worker = undefined;
      failAll(new Error("The thread that makes email layouts ended."));
    });
    return made;
  };
  return {
    compile: (mjml) => {
      if (stopped) return Promise.reject(new Error("The email layouts are stopped."));
      cancelIdle?.();
      cancelIdle = undefined;
      worker ??= started();
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, mjml } satisfies CompileOrder);
      return promise;
    },
    stop: async () => {
      stopped = true;
      failAll(new Error("The email layouts are stopped."));
      await end();
    },
  };
};
