import { Worker } from "node:worker_threads";
import type { Clock } from "#hub/ports/index.ts";
import { oneAtATime } from "#shared/one-at-a-time.ts";
import { formatOf, readTable, type Wanted } from "./read-table.ts";
import { isRefusalCode, refusal } from "./refuse.ts";
import type { Table } from "./table.ts";
import type { ReadAnswer, ReadOrder } from "./table-worker.ts";

/** Reads files so that no file keeps the hub from its other work, or takes its memory. */
export interface TableReader {
  /** Throws the refusals of an import. */
  read(bytes: Buffer, wanted: Wanted): Promise<Table>;
  /** Ends a thread that is reading. Idempotent. */
  stop(): Promise<void>;
}

/** Text up to the largest honest list is read here, in slices of a few milliseconds; starting a thread takes a tenth of a second. */
const textBytesHereMax = 8 * 1024 * 1024;
/** A workbook of 50,000 rows of 20 columns takes 2 s, and 9 s on a machine that is busy with other things. */
const readMsMax = 60_000;
/** MiB. The same workbook needs less than 256. */
const heapMibMax = 384;

/** From sources it is TypeScript, in the built app a file beside the bundle (electron.vite.config.ts). */
const workerUrl = (): URL => new URL(import.meta.url.endsWith(".ts") ? "./table-worker.ts" : "./table-worker.js", import.meta.url);

export const createTableReader = (clock: Pick<Clock, "setTimer" | "sleep">): TableReader => {
  // One thread at a time: each may take the memory of a whole workbook.
  const inTurn = oneAtATime();
  const stopping = new AbortController();
  return {
    read: async (bytes, wanted) => {
      if (formatOf(bytes) === "csv" && bytes.length <= textBytesHereMax) return readTable(bytes, wanted, () => clock.sleep(0));
      return inTurn(() => readInThread({ bytes, wanted }, clock, stopping.signal));
    },
    stop: async () => {
      stopping.abort(new Error("The import is stopped."));
      await inTurn(() => Promise.resolve());
    },
  };
};

/** Resolves or rejects when the thread has ended, whatever ended it. */
const readInThread = async (order: ReadOrder, clock: Pick<Clock, "setTimer">, signal: AbortSignal): Promise<Table> => {
  signal.throwIfAborted();
  const worker = new Worker(workerUrl(), { workerData: order, resourceLimits: { maxOldGenerationSizeMb: heapMibMax } });
  const { promise, resolve, reject } = Promise.withResolvers<Table>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  const cancelTimer = clock.setTimer(readMsMax, () => reject(refusal("import-takes-too-long")));
  worker.on("message", collector(worker, resolve, reject));
  worker.on("error", (error) => reject(isOutOfMemory(error) ? refusal("import-file-unpacks-too-large", error) : error));
  worker.on("exit", () => reject(new Error("The thread that reads files ended.")));
  try {
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
};

/** Asks for rows until all are there. */
const collector = (worker: Worker, resolve: (table: Table) => void, reject: (reason: Error) => void): ((answer: ReadAnswer) => void) => {
  const rows: (readonly string[])[] = [];
  let head: Omit<Table, "rows"> | undefined;
  return (answer) => {
    if (answer.kind === "refused" && isRefusalCode(answer.code)) return reject(refusal(answer.code));
    if (answer.kind === "refused") return reject(new Error(`unknown refusal ${answer.code}`));
    if (answer.kind === "failed") return reject(new Error(`The file could not be read: ${answer.reason}`));
    if (answer.kind === "table") head = answer.table;
    else for (const row of answer.rows) rows.push(row);
    if (answer.kind === "rows" && answer.left === 0 && head !== undefined) return resolve({ ...head, rows });
    worker.postMessage("more");
  };
};

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
