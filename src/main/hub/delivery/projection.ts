import type { Message } from "#shared/domain/message.ts";
import type { BookEntry, Ledger, MessageBook } from "#hub/ledger/index.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import { messageOf, type WaitingOf } from "./message-of.ts";
import type { MessageSink } from "./message-sink.ts";

/** Documents written at once: a few milliseconds of the store's time. */
const batchMax = 200;
/** Changes gather this long, so that a fast send rewrites a message once instead of three times. */
const gatherMs = 40;
/** After a failed write; the ledger still has everything, only the screens are behind. */
const retryMs = 2_000;

export interface ProjectionDeps {
  readonly ledger: Ledger;
  readonly book: MessageBook;
  readonly sink: MessageSink;
  readonly waitingOf: WaitingOf;
  readonly onWaiting: (listener: (messageIds: readonly string[]) => void) => () => void;
  /** Sees each message of the ledger once at the start and after each change, for counts; `allCounted` ends the start. */
  readonly observe: (entry: BookEntry) => void;
  readonly allCounted: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps the store's messages equal to what the ledger says. One way: ledger -> book -> store. Where they disagree at
 * the start, the ledger wins.
 */
export interface Projection {
  /**
   * Counts every message, then brings the store up to date, a page at a time; resolves when all are. From a ledger that is
   * not the right one nothing is copied: the store is the only witness then.
   */
  catchUp(isRightLedger: boolean): Promise<void>;
  /** Writes what is behind, then follows no more. Idempotent. */
  stop(): Promise<void>;
}

/** Ids whose documents are behind, written in batches; `write` answers false when a batch must be tried again later. */
const createBacklog = (clock: Clock, write: (ids: readonly string[]) => Promise<boolean>) => {
  const dirty = new Set<string>();
  let timer: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;
  const drain = (): Promise<void> => {
    writing = writing.then(async () => {
      while (dirty.size > 0) {
        const ids = [...dirty].slice(0, batchMax);
        for (const id of ids) dirty.delete(id);
        if (await write(ids)) {
          // Writing waits for no timer, so without this ten thousand messages would be one turn of the event loop.
          if (dirty.size > 0) await clock.sleep(0);
          continue;
        }
        for (const id of ids) dirty.add(id);
        schedule(retryMs);
        return;
      }
    });
    return writing;
  };
  const schedule = (delayMs: number): void => {
    if (stopped) return;
    timer ??= clock.setTimer(delayMs, () => {
      timer = undefined;
      void drain();
    });
  };
  return {
    add: (ids: Iterable<string>): void => {
      for (const id of ids) dirty.add(id);
      if (dirty.size > 0) schedule(gatherMs);
    },
    drain,
    /** Writes what is left, once; nothing is scheduled any more. */
    stop: (): Promise<void> => {
      stopped = true;
      timer?.();
      return drain();
    },
  };
};

export const createProjection = (deps: ProjectionDeps): Projection => {
  const { book, clock, sink, logger } = deps;
  let stopped = false;
  const backlog = createBacklog(clock, async (ids) => {
    const messages = ids.flatMap((id): Message[] => {
      const entry = book.get(id);
      return entry === undefined ? [] : [messageOf(entry, deps.waitingOf)];
    });
    try {
      await sink.upsert(messages);
      return true;
    } catch {
      logger.error("The screens' copy of some messages could not be written; trying again.", { count: ids.length });
      return false;
    }
  });
  const unsubscribes = [
    book.onChange((changes) => {
      for (const change of changes) deps.observe(change.after);
      backlog.add(changes.map((change) => change.messageId));
    }),
    deps.onWaiting(backlog.add),
  ];

  return {
    catchUp: async (isRightLedger) => {
      // Counting alone is quick, and the run screens wait for it; writing takes its time.
      for await (const page of deps.ledger.readAll()) {
        if (stopped) return;
        for (const rows of page) deps.observe(book.get(rows.intent.messageId) ?? { ...rows, state: foldMessage(rows) });
      }
      deps.allCounted();
      if (!isRightLedger) return;
      for await (const page of deps.ledger.readAll()) {
        if (stopped) return;
        backlog.add(page.map((rows) => rows.intent.messageId));
        await backlog.drain();
      }
    },
    stop: async () => {
      stopped = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      await backlog.stop();
    },
  };
};
