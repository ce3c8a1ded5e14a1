import { foldMessage } from "#shared/message/fold.ts";
import type { Attempt, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { Ledger, LedgerBatch, LedgerMessage } from "./ledger.ts";

/** One message in memory: its rows and what they fold to. Replaced, never changed, when rows come. */
export interface BookEntry extends LedgerMessage {
  readonly state: MessageState;
}

export interface BookChange {
  readonly messageId: string;
  /** Undefined when the message was not in memory or is new. */
  readonly before: BookEntry | undefined;
  readonly after: BookEntry;
}

/**
 * The open messages in memory, folded once per change and shared by whoever needs them. Changes are told after the
 * commit that caused them, so nobody acts on what is not on disk.
 */
export interface MessageBook {
  /** Reads every open message; call once, before asking. Resolves when all are there. */
  load(): Promise<void>;
  /** From memory, else from the ledger. */
  get(messageId: string): BookEntry | undefined;
  /** Messages in memory: all open ones, and those settled lately. */
  entries(): Iterable<BookEntry>;
  onChange(listener: (changes: readonly BookChange[]) => void): () => void;
  stop(): void;
}

/** Settled messages kept for the facts that follow: two big campaigns, about 2 KB each. */
const settledKeptMax = 20_000;

const openKinds: ReadonlySet<MessageState["kind"]> = new Set(["queued", "started", "unknown", "held"]);

/** Whether anything may still happen without a person approving or redriving. */
const isOpen = (state: MessageState): boolean => openKinds.has(state.kind);

export const createMessageBook = (ledger: Ledger, keptMax = settledKeptMax): MessageBook => {
  const inMemory = new Map<string, BookEntry>();
  /** Insertion order is the order of settling: the oldest goes first. */
  const settled = new Set<string>();
  const listeners = new Set<(changes: readonly BookChange[]) => void>();

  const keep = (entry: BookEntry): void => {
    const { messageId } = entry.intent;
    inMemory.set(messageId, entry);
    settled.delete(messageId);
    if (isOpen(entry.state)) return;
    settled.add(messageId);
    for (const oldest of settled) {
      if (settled.size <= keptMax) break;
      settled.delete(oldest);
      inMemory.delete(oldest);
    }
  };

  const folded = (rows: LedgerMessage): BookEntry => ({ ...rows, state: foldMessage(rows) });

  const applyBatch = (batch: LedgerBatch): void => {
    const additions = gather(batch);
    const fromDisk = ledger.readMessages([...additions].filter(([id, added]) => needsDisk(id, added, batch)).map(([id]) => id));
    const changes: BookChange[] = [];
    for (const [messageId, added] of additions) {
      const before = inMemory.get(messageId);
      const rows = fromDisk.get(messageId) ?? (before ? extended(before, added) : firstRows(added));
      // Facts about a message that this computer never approved are kept by the ledger and say nothing here.
      if (rows === undefined) continue;
      const after = folded(rows);
      keep(after);
      changes.push({ messageId, before, after });
    }
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  };

  /** A first approval needs no look at the disk: there is nothing else about that message. */
  const needsDisk = (messageId: string, added: Additions, { renewed, reread }: LedgerBatch): boolean =>
    reread?.has(messageId) === true || (added.intent === undefined ? !inMemory.has(messageId) : renewed.has(messageId));

  const unsubscribe = ledger.onAppend(applyBatch);

  return {
    load: async () => {
      for await (const page of ledger.readOpen()) {
        for (const rows of page) keep(folded(rows));
      }
    },
    get: (messageId) => {
      const known = inMemory.get(messageId);
      if (known !== undefined) return known;
      const rows = ledger.readMessage(messageId);
      return rows && folded(rows);
    },
    entries: () => inMemory.values(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: unsubscribe,
  };
};

interface Additions {
  intent: Intent | undefined;
  readonly attempts: Attempt[];
  readonly facts: Fact[];
}

const gather = (batch: LedgerBatch): Map<string, Additions> => {
  const additions = new Map<string, Additions>();
  const of = (messageId: string): Additions => {
    const known = additions.get(messageId);
    if (known !== undefined) return known;
    const fresh: Additions = { intent: undefined, attempts: [], facts: [] };
    additions.set(messageId, fresh);
    return fresh;
  };
  for (const intent of batch.intents) of(intent.messageId).intent = intent;
  for (const attempt of batch.attempts) of(attempt.messageId).attempts.push(attempt);
  for (const fact of batch.facts) of(fact.messageId).facts.push(fact);
  for (const messageId of batch.reread ?? []) of(messageId);
  return additions;
};

const firstRows = (added: Additions): LedgerMessage | undefined =>
  added.intent && { intent: added.intent, attempts: added.attempts, facts: added.facts, damaged: 0, earlier: [] };

const extended = (entry: BookEntry, added: Additions): LedgerMessage => ({
  intent: added.intent ?? entry.intent,
  attempts: [...entry.attempts, ...added.attempts],
  facts: [...entry.facts, ...added.facts],
  damaged: entry.damaged,
  earlier: entry.earlier,
});
