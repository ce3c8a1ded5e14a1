import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The loopback provider of a measurement. */
export interface FarEnd {
  readonly url: string;
  /** Epoch milliseconds at which its first request came. */
  readonly firstRequestAt: Promise<number>;
  stop(): Promise<void>;
}

type Told = { readonly kind: "listening"; readonly url: string } | { readonly kind: "first"; readonly at: number };

/** Starts `loopback-process.ts` as a process. */
export const startFarEnd = async (): Promise<FarEnd> => {
  const child = fork(join(import.meta.dirname, "loopback-process.ts"));
  const listening = Promise.withResolvers<string>();
  const first = Promise.withResolvers<number>();
  child.on("message", (message: Told) => (message.kind === "listening" ? listening.resolve(message.url) : first.resolve(message.at)));
  child.on("error", listening.reject);
  return {
    url: await listening.promise,
    firstRequestAt: first.promise,
    stop: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
};
