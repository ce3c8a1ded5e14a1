import type { DatabaseSync } from "node:sqlite";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { adopt } from "./adopt.ts";
import { createApprover } from "./approve.ts";
import { createAttemptHistory } from "./attempt-history.ts";
import { createBackgroundCheck } from "./background-check.ts";
import { createDamageLog } from "./damage-log.ts";
import { openEcho, type Echo } from "./echo.ts";
import { createGroupCommit } from "./group-commit.ts";
import { journalProblems } from "./journal-problems.ts";
import { createLedgerHealth, type LedgerHealth } from "./ledger-health.ts";
import type { Ledger, LedgerBatch, LedgerMessage } from "./ledger.ts";
import { createLedgerReader, type LedgerReader, type WhichMessages } from "./ledger-reader.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import { isDiskFailure, openLedgerDatabase, refusalOf, writeFailureOf } from "./open-database.ts";
import { endOf, isBehindEcho, putBack } from "./recall.ts";

export interface LedgerOptions {
  /** File of its own; its folder exists. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens the file; tests use it to take the disk's room away. Default: `openLedgerDatabase`. */
  readonly open?: typeof openLedgerDatabase;
  /** Opens the file beside it; the simulation closes what killed hubs leave open. Default: `openEcho`. */
  readonly openEcho?: typeof openEcho;
}

/** The echo's file is named after the ledger's. */
export const echoSuffix = "-echo";

/** Messages of one page when reading many: about two milliseconds. */
const messagesPerPage = 100;

/** Opens or creates the ledger. Throws `UsherError`: `ledger-in-use`, `ledger-newer`, `ledger-damaged`, `ledger-cannot-open`. */
export const openLedger = (options: LedgerOptions): Ledger => {
  const database = (options.open ?? openLedgerDatabase)(options.path);
  const opened = { echo: undefined as Echo | undefined };
  try {
    const log = options.logger.part("ledger");
    const echo = (opened.echo = (options.openEcho ?? openEcho)(`${options.path}${echoSuffix}`, log));
    return ledgerOver(database, echo, options.clock, log);
  } catch (error) {
    opened.echo?.close();
    database.close();
    throw refusalOf(error);
  }
};

const ledgerOver = (database: DatabaseSync, echo: Echo, clock: Clock, log: Logger): Ledger => {
  const health = createLedgerHealth();
  const damage = createDamageLog(log);
  const beginEcho = createBeginEcho(database, echo, log);
  recall(database, echo, health, log, beginEcho);
  const writer = health.watched(createLedgerWriter(database, (rows) => void (echo.add(rows) && beginEcho())));
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
    adopt: async (adoption) => {
      await adopt(adoption, writer, clock, committed);
      // What was lost is given up: the ledger is whole as it is now.
      beginEcho();
    },
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
    stats: () => ({ ...reader.counts(), damagedRows: damage.rows(), damagedOrders: damage.rows("control") }),
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort(new Error("the ledger is closed"));
      await approving;
      await check.ended();
      group.flush();
      echo.close();
      database.close();
    },
  };
};

/** Rows that an earlier life committed and the disk lost are put back; where more is missing, nothing may be sent. */
const recall = (database: DatabaseSync, { recalled }: Echo, health: LedgerHealth, log: Logger, beginEcho: () => void): void => {
  try {
    if (isBehindEcho(database, recalled)) {
      log.error("the send journal ends before what was written into it earlier", { code: journalProblems.lost.code });
      health.block(journalProblems.lost);
      return;
    }
    const rows = putBack(database, recalled);
    if (rows > 0) log.error("rows of the send journal that the disk had lost were put back", { rows });
    beginEcho();
  } catch (error) {
    // With broken pages what can be read still is; the check of this start finds them again.
    log.error("what was committed lately could not be compared with the send journal", { reason: String(error) });
    health.block(isDiskFailure(error) ? writeFailureOf(error).problem : journalProblems.damaged);
  }
};

/**
 * Moves what was committed into the main file, and begins the echo where that ends. Where that fails, for want of room or because
 * the file is broken, the echo goes on as it is: what was committed is committed, and the check finds a broken file.
 */
const createBeginEcho = (database: DatabaseSync, echo: Echo, log: Logger) => (): void => {
  try {
    const checkpoint = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    if (checkpoint?.["busy"] === 0) echo.begin(endOf(database));
  } catch (error) {
    log.warn("what was committed could not be moved into the main file of the send journal yet", { reason: String(error) });
  }
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
