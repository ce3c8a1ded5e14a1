import type { Clock, Logger } from "#hub/ports/index.ts";
import { adopt } from "./adopt.ts";
import { createApprover } from "./approve.ts";
import { createAttemptHistory } from "./attempt-history.ts";
import { createBackgroundCheck } from "./background-check.ts";
import { createDamageLog } from "./damage-log.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createLedgerHealth } from "./ledger-health.ts";
import type { Ledger, LedgerBatch, LedgerMessage } from "./ledger.ts";
import { createLedgerReader, type LedgerReader, type WhichMessages } from "./ledger-reader.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import { openLedgerDatabase } from "./open-database.ts";

export interface LedgerOptions {
  /** File of its own; its folder exists. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Messages of one page when reading many: about two milliseconds. */
const messagesPerPage = 100;

/** Opens or creates the ledger. Throws `UsherError`: `ledger-in-use`, `ledger-newer`, `ledger-damaged`, `ledger-cannot-open`. */
export const openLedger = ({ path, clock, logger }: LedgerOptions): Ledger => {
  const log = logger.part("ledger");
  const database = openLedgerDatabase(path);
  const health = createLedgerHealth();
  const damage = createDamageLog(log);
  const writer = health.watched(createLedgerWriter(database));
  const reader = createLedgerReader(database, damage);
  const listeners = new Set<(batch: LedgerBatch) => void>();
  const committed = (batch: LedgerBatch): void => {
    health.orders(batch.controls);
    for (const listener of listeners) listener(batch);
  };
  const group = createGroupCommit(writer, clock, committed);
  const approve = createApprover(writer, reader, clock, committed);
  const closing = new AbortController();
  let approving: Promise<unknown> = Promise.resolve();
  reportTorn(reader, log);
  health.orders(reader.controls());

  const check = createBackgroundCheck({ database, damage, health, group, committed, clock, logger: log, closing: closing.signal });

  return {
    check: check.run,
    block: health.block,
    adopt: (adoption) => adopt(adoption, writer, clock, committed),
    problem: health.problem,
    onProblem: health.onProblem,
    approve: (request) => {
      const result = check.run().then(() => approve(request));
      approving = result.catch(() => undefined);
      return result;
    },
    append: async (rows) => {
      if (closing.signal.aborted) throw new Error("the ledger is closed");
      if (rows.attempts !== undefined && rows.attempts.length > 0) health.assertUsable();
      return group.add(rows);
    },
    readMessage: (messageId) => reader.messages([messageId]).get(messageId),
    readMessages: reader.messages,
    readOpen: () => readPages(reader, clock, "open"),
    readAll: () => readPages(reader, clock, "all"),
    readObjected: () => readPages(reader, clock, "objected"),
    readTriedBySms: () => readSmsTrials(reader, clock),
    approvalsTriedSince: reader.approvalsTriedSince,
    readApprovals: reader.approvals,
    approvedRevisions: reader.approvedRevisions,
    attemptHistory: createAttemptHistory(database, damage),
    readControls: reader.controls,
    frozenText: reader.frozenText,
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stats: () => ({ ...reader.counts(), damagedRows: damage.rows() }),
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort(new Error("the ledger is closed"));
      await approving;
      await check.ended();
      group.flush();
      database.close();
    },
  };
};

async function* readPages(reader: LedgerReader, clock: Clock, which: WhichMessages): AsyncGenerator<readonly LedgerMessage[]> {
  let afterSeq = 0;
  for (;;) {
    const page = reader.page(afterSeq, messagesPerPage, which);
    if (page === undefined) return;
    // A message approved again stands on two pages; the later one is its own.
    const messages = [...reader.messages(page.messageIds).values()];
    yield messages;
    afterSeq = page.lastSeq;
    await clock.sleep(0);
  }
}

async function* readSmsTrials(reader: LedgerReader, clock: Clock): AsyncGenerator<readonly LedgerMessage[]> {
  let afterSeq = 0;
  for (;;) {
    const found = reader.triedBySms(afterSeq);
    if (found === undefined) return;
    for (let start = 0; start < found.messageIds.length; start += messagesPerPage) {
      yield [...reader.messages(found.messageIds.slice(start, start + messagesPerPage)).values()];
      await clock.sleep(0);
    }
    afterSeq = found.lastSeq;
    await clock.sleep(0);
  }
}

const reportTorn = (reader: LedgerReader, log: Logger): void => {
  const { tornIntents } = reader.counts();
  if (tornIntents > 0) {
    log.warn("an approval was cut short earlier; its messages do not count", { tornIntents });
  }
};
