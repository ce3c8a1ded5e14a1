import { openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openLedger, type Ledger, type LedgerRows } from "#hub/ledger/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import { approvalOf, intentOf } from "../dispatch/approved.ts";
import { attemptOf, factOf } from "../dispatch/rows.ts";
import { toldFile } from "./disk-trace.ts";
import { silentLogger } from "../dispatch/open-dispatcher.ts";

/**
 * A life of the production ledger that is watched from outside: approvals, attempts, answers and orders over two openings, enough for a
 * checkpoint in the midst of it. What it is about to write and what was acknowledged stands in `told.log`, in the order of the writes.
 * With `NORMAL` as second argument the connection is made less durable than the ledger asks for: the planted bug.
 */
const [path = "", synchronous = "FULL", appendsText = "0"] = process.argv.slice(2);
const appends = Number(appendsText);
const guestsPerApproval = 30;
const messagesPerAppend = 4;

export interface Told {
  readonly kind: "try" | "ack";
  readonly n: number;
  /** What is written, by its ids; all of it or nothing may be found. */
  readonly rows: readonly string[];
}

const told = openSync(join(dirname(path), toldFile), "a");
let batches = 0;
const written = async (rows: readonly string[], work: Promise<unknown>): Promise<void> => {
  const n = (batches += 1);
  const tell = (kind: Told["kind"]): void => void writeSync(told, `${JSON.stringify({ kind, n, rows } satisfies Told)}\n`);
  tell("try");
  await work;
  tell("ack");
};

const open = (): Ledger => {
  const connections: DatabaseSync[] = [];
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    connections.push(this);
    exec.call(this, sql);
  };
  const ledger = openLedger({ path, clock: createSystemClock(), logger: silentLogger });
  DatabaseSync.prototype.exec = exec;
  if (synchronous !== "FULL") connections.at(-1)?.exec(`PRAGMA synchronous = ${synchronous}`);
  return ledger;
};

const live = async (ledger: Ledger, life: number): Promise<void> => {
  const now = Date.UTC(2027, 5, 1, 12);
  const ids = { approvalId: `approval-${life}`, campaignId: `campaign-${life}`, slot: `slot-${life}` };
  const intents = Array.from({ length: guestsPerApproval }, (_, guest) => intentOf(`g${guest}`, now, ids));
  await written(
    [`approval:${ids.approvalId}`, ...intents.map(({ messageId }) => `intent:${messageId}`)],
    ledger.approve(approvalOf(intents)),
  );
  let n = 0;
  for (let append = 0; append < appends; append += 1) {
    const attempts: Attempt[] = [];
    const facts: Fact[] = [];
    for (let one = 0; one < messagesPerAppend; one += 1) {
      const { messageId, approvalId } = intents[(n += 1) % intents.length] ?? intents[0] ?? { messageId: "", approvalId: "" };
      const attempt = attemptOf(n, { attemptId: `attempt-${life}-${n}`, messageId, approvalId });
      attempts.push(attempt);
      facts.push(factOf("deferred", attempt, { factId: `fact-${life}-${n}`, messageId, detail: "x".repeat((n % 7) * 60) }));
    }
    await appended(ledger, { attempts });
    await appended(ledger, { facts });
    if (append % 10 === 0) {
      await appended(ledger, {
        controls: [{ controlId: `control-${life}-${append}`, scope: "all", action: "pause", approvalId: null, at: now }],
      });
    }
  }
};

const appended = (ledger: Ledger, rows: LedgerRows): Promise<void> =>
  written(
    [
      ...(rows.attempts ?? []).map(({ attemptId }) => `attempt:${attemptId}`),
      ...(rows.facts ?? []).map(({ factId }) => `fact:${factId}`),
      ...(rows.controls ?? []).map(({ controlId }) => `control:${controlId}`),
    ],
    ledger.append(rows),
  );

for (const life of [1, 2]) {
  const ledger = open();
  await live(ledger, life);
  await ledger.close();
}
