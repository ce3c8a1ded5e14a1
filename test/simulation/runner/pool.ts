import { Worker } from "node:worker_threads";
import type { SeedResult } from "../world/run-seed.ts";

export interface WorkerSetup {
  readonly mutant: string | null;
}
export interface ToWorker {
  readonly seed: number;
}
export type FromWorker =
  | { readonly ready: true }
  | { readonly seed: number; readonly result: SeedResult }
  | { readonly seed: number; readonly crash: string };

/** A run takes tens of milliseconds; one that takes this long goes round in circles. */
const seedMsMax = 60_000;

/** What came of one seed: a run, or none, which is a failure too. */
export type SeedOutcome = { readonly seed: number; readonly result: SeedResult } | { readonly seed: number; readonly crash: string };

export interface PoolOptions {
  readonly seeds: Iterable<number>;
  readonly workers: number;
  readonly mutant?: string;
  /** Answers whether to go on. */
  readonly onOutcome: (outcome: SeedOutcome) => boolean;
}

/** Runs seeds on threads of their own, each seed as it would run alone. Resolves when all are done or enough is known. */
export const runSeeds = async ({ seeds, workers, mutant, onOutcome }: PoolOptions): Promise<void> => {
  const left = seeds[Symbol.iterator]();
  let isEnough = false;
  const tell = (outcome: SeedOutcome): void => {
    if (!isEnough && !onOutcome(outcome)) isEnough = true;
  };
  /** One thread until it has nothing more to do; answers whether another must take its place. */
  const work = (): Promise<boolean> =>
    new Promise((resolve) => {
      const worker = new Worker(new URL("worker.ts", import.meta.url), {
        workerData: { mutant: mutant ?? null } satisfies WorkerSetup,
        execArgv: ["--no-warnings"],
      });
      let seed = 0;
      let timer: NodeJS.Timeout | undefined;
      const end = (again: boolean): void => {
        clearTimeout(timer);
        void worker.terminate().then(() => resolve(again));
      };
      const failed = (crash: string): void => {
        tell({ seed, crash });
        end(!isEnough);
      };
      const next = (): void => {
        clearTimeout(timer);
        const one = isEnough ? undefined : left.next();
        if (one === undefined || one.done === true) return end(false);
        seed = one.value;
        timer = setTimeout(() => failed(`no end after ${seedMsMax / 1000} s`), seedMsMax);
        worker.postMessage({ seed } satisfies ToWorker);
      };
      worker.on("message", (message: FromWorker) => {
        if (!("ready" in message)) tell(message);
        next();
      });
      worker.on("error", (error: unknown) => failed(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    });
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (await work());
    }),
  );
};
