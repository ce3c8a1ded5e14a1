import { dispatchRows } from "./dispatch.ts";
import { dueRows } from "./due.ts";
import { gridRows } from "./grid.ts";
import { guestRows } from "./guests.ts";
import { hubRows } from "./hub.ts";
import { millionRows } from "./million.ts";
import type { Measure } from "./measure.ts";
import { sendingRows } from "./sending.ts";
import { storageRows } from "./storage.ts";

interface Bench {
  readonly title: string;
  /** Names of its rows, or enough of them that `--only` finds it without running it. */
  readonly names: readonly string[];
  run(): Promise<readonly Measure[]>;
}

/** All measurements, in the order of the budget table. */
export const benches: readonly Bench[] = [
  { title: "storage against raw node:sqlite", names: ["storage"], run: storageRows },
  { title: "enqueue and dispatch", names: ["enqueue", "dispatch"], run: dispatchRows },
  { title: "from due to call", names: ["dispatch from due"], run: dueRows },
  { title: "a big send in the whole hub", names: ["hub loop", "recovery"], run: sendingRows },
  { title: "a million messages in history", names: ["history"], run: millionRows },
  { title: "import and search", names: ["import", "search"], run: guestRows },
  { title: "the guest grid in a browser", names: ["grid"], run: gridRows },
  { title: "hub start and memory", names: ["hub start", "hub memory"], run: hubRows },
];
