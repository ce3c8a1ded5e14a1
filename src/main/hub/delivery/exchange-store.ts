import { DatabaseSync } from "node:sqlite";
import { exchangeSchema, type Exchange } from "#shared/api/exchanges.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";

/**
 * Masked exchanges of the last weeks, in a file of their own: best effort, never waited for, never needed. A file that cannot be opened
 * or written costs the view of the wire and nothing else.
 */
export interface ExchangeStore {
  keep(attemptId: string, exchange: Exchange): void;
  /** Of one attempt, oldest first. */
  of(attemptId: string): readonly Exchange[];
  /** Writes what is gathered and closes the file. Idempotent. */
  stop(): void;
}

/** As long as a question about a message is usually asked. */
const keptMsMax = 30 * 24 * 3_600_000;
/** Some 2 KB each: the file stays under 50 MB. */
const keptRowsMax = 20_000;
/** Gathered before they are written together; more is let go, so that a disk that hangs cannot fill the memory. */
const gatheredMax = 2_000;
const writeEveryMs = 500;
const perAttemptMax = 10;

export const openExchangeStore = (path: string, clock: Clock, logger: Logger): ExchangeStore => {
  const database = openFile(path, clock.now(), logger);
  let gathered: (readonly [string, Exchange])[] = [];
  let cancelTimer: (() => void) | undefined;
  const write = (): void => {
    cancelTimer = undefined;
    const rows = gathered;
    gathered = [];
    if (database === undefined || rows.length === 0) return;
    try {
      database.exec("BEGIN");
      const add = database.prepare("INSERT INTO exchange (attempt_id, at, content) VALUES (?, ?, ?)");
      for (const [attemptId, exchange] of rows) add.run(attemptId, exchange.at, JSON.stringify(exchange));
      database.exec(`DELETE FROM exchange WHERE seq <= (SELECT max(seq) FROM exchange) - ${keptRowsMax}; COMMIT`);
    } catch (error) {
      logger.warn("What went over the wire could not be kept.", { reason: String(error) });
      if (database.isTransaction) database.exec("ROLLBACK");
    }
  };
  return {
    keep: (attemptId, exchange) => {
      if (database === undefined || !database.isOpen || gathered.length >= gatheredMax) return;
      gathered.push([attemptId, exchange]);
      cancelTimer ??= clock.setTimer(writeEveryMs, write);
    },
    of: (attemptId) => {
      const waiting = gathered.filter(([id]) => id === attemptId).map(([, exchange]) => exchange);
      if (database === undefined) return waiting;
      const rows = database.prepare("SELECT content FROM exchange WHERE attempt_id = ? ORDER BY seq LIMIT ?").all(attemptId, perAttemptMax);
      return [...rows.flatMap((row) => readExchange(row["content"])), ...waiting];
    },
    stop: () => {
      cancelTimer?.();
      if (database?.isOpen !== true) return;
      write();
      database.close();
    },
  };
};

const openFile = (path: string, now: number, logger: Logger): DatabaseSync | undefined => {
  try {
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS exchange (seq INTEGER PRIMARY KEY, attempt_id TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS exchange_attempt ON exchange (attempt_id);`);
    database.prepare("DELETE FROM exchange WHERE at < ?").run(now - keptMsMax);
    return database;
  } catch (error) {
    logger.warn("What goes over the wire is not kept this time.", { reason: String(error) });
    return undefined;
  }
};

const readExchange = (content: unknown): readonly Exchange[] => {
  try {
    return [exchangeSchema.parse(JSON.parse(String(content)))];
  } catch {
    return [];
  }
};
