import { parentPort, workerData } from "node:worker_threads";
import { UsherError } from "#shared/problem.ts";
import { readTable, type Wanted } from "./read-table.ts";
import type { Table } from "./table.ts";

/** What the thread is started with. */
export interface ReadOrder {
  readonly bytes: Uint8Array;
  readonly wanted: Wanted;
}

/** First the table without its rows, then, each time it is asked, some of the rows; `left` 0 is the last. */
export type ReadAnswer =
  | { readonly kind: "table"; readonly table: Omit<Table, "rows"> }
  | { readonly kind: "rows"; readonly rows: readonly (readonly string[])[]; readonly left: number }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Cells handed over at once: taking them in costs the other thread 2 ms. */
const cellsPerAnswer = 10_000;

/** A thread that reads one file, hands it over piece by piece as fast as it is asked, and is ended from outside. */
const { bytes, wanted } = workerData as ReadOrder;
const answer = (message: ReadAnswer): void => parentPort?.postMessage(message);

try {
  const { rows, ...table } = await readTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), wanted, () =>
    Promise.resolve(),
  );
  let at = 0;
  parentPort?.on("message", () => {
    const from = at;
    for (let cells = 0; at < rows.length && cells < cellsPerAnswer; at += 1) cells += rows[at]?.length ?? 0;
    answer({ kind: "rows", rows: rows.slice(from, at), left: rows.length - at });
  });
  answer({ kind: "table", table });
} catch (error) {
  if (error instanceof UsherError) answer({ kind: "refused", code: error.problem.code });
  else answer({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
}
