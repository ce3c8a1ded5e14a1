import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { UsherError } from "#shared/problem.ts";
import type { Change } from "./change.ts";
import type { HistoryDatabase } from "./history-file.ts";

/** Commands that Ctrl+Z reaches back, per wedding; people do not scroll further. Older ones fall out. */
const commandsKeptMax = 200;
/** Documents that all kept commands of a wedding may hold together: three imports of the largest list. Beyond, the oldest fall out. */
const changesKeptMax = 150_000;
/** Documents packed in one go: about 3 ms of work. */
const changesPerPart = 500;

export interface Command {
  readonly undoId: string;
  readonly sentence: string;
  readonly at: number;
  /** How many documents it changed. */
  readonly changes: number;
  /** Rises with each undo; 0: not undone. */
  readonly undone: number;
  /** Undone, and nothing new was done since. */
  readonly redoable: boolean;
  /** Doing, undoing or redoing was begun and not finished: the process ended in between. */
  readonly running: boolean;
}

/** Commands with their changes, durable: what was done before a kill can be undone after it. */
export interface CommandLog {
  /** Newest last. */
  of(weddingId: string): Command[];
  changesOf(undoId: string): Promise<Change[]>;
  /**
   * On the disk, marked as running, before the first document is written. Whatever was redoable is no longer. `also` is
   * written together with it.
   */
  begin(
    weddingId: string,
    command: Pick<Command, "undoId" | "sentence" | "at">,
    changes: readonly Change[],
    also: () => void,
  ): Promise<void>;
  /** Marks an undo or redo as begun. */
  beginAgain(undoId: string): void;
  done(undoId: string): void;
  undone(undoId: string): void;
  /** What older than `at` goes for good. */
  forgetBefore(at: number): void;
}

const pack = promisify<Buffer, { level: number }, Buffer>(deflate);
const unpack = promisify<Uint8Array, Buffer>(inflate);

type Row = Readonly<Record<string, unknown>>;

export const createCommandLog = ({ database, durably, loosely }: HistoryDatabase): CommandLog => {
  const select = database.prepare("SELECT * FROM commands WHERE wedding_id = ? ORDER BY number");
  const parts = database.prepare("SELECT packed FROM parts WHERE undo_id = ? ORDER BY part");
  const addPart = database.prepare("INSERT INTO parts VALUES (?, ?, ?)");
  const addCommand = database.prepare("INSERT INTO commands VALUES (NULL, ?, ?, ?, ?, ?, 0, 0, 1)");
  const newBranch = database.prepare("UPDATE commands SET redoable = 0 WHERE wedding_id = ?");
  const setRunning = database.prepare("UPDATE commands SET running = 1 WHERE undo_id = ?");
  const setDone = database.prepare("UPDATE commands SET running = 0, undone = 0, redoable = 0 WHERE undo_id = ?");
  const setUndone = database.prepare(
    "UPDATE commands SET running = 0, redoable = 1, undone = (SELECT max(undone) + 1 FROM commands) WHERE undo_id = ?",
  );
  const dropParts = database.prepare("DELETE FROM parts WHERE undo_id = ?");
  const dropCommand = database.prepare("DELETE FROM commands WHERE undo_id = ?");
  const older = database.prepare("SELECT undo_id FROM commands WHERE at <= ?");
  const of = (weddingId: string): Command[] => select.all(weddingId).map(commandOf);
  const drop = (undoId: string): void => {
    dropParts.run(undoId);
    dropCommand.run(undoId);
  };
  const trim = (weddingId: string): void => {
    const all = of(weddingId);
    let held = all.reduce((sum, { changes }) => sum + changes, 0);
    while (all.length > 1 && (all.length > commandsKeptMax || held > changesKeptMax)) {
      const [oldest] = all.splice(0, 1);
      if (oldest === undefined) return;
      held -= oldest.changes;
      drop(oldest.undoId);
    }
  };
  return {
    of,
    changesOf: async (undoId) => {
      const changes: Change[] = [];
      for (const { packed } of parts.all(undoId)) for (const change of await read(packed)) changes.push(change);
      return changes;
    },
    begin: async (weddingId, { undoId, sentence, at }, changes, also) => {
      try {
        let part = 0;
        for await (const packed of packedParts(changes)) {
          loosely(() => void addPart.run(undoId, part, packed));
          part += 1;
        }
        durably(() => {
          newBranch.run(weddingId);
          addCommand.run(undoId, weddingId, sentence, at, changes.length);
          trim(weddingId);
          also();
        });
      } catch (error) {
        loosely(() => void dropParts.run(undoId));
        throw error;
      }
    },
    beginAgain: (undoId) => durably(() => void setRunning.run(undoId)),
    // Lost with the power, these marks only make the next undo look at each document first.
    done: (undoId) => loosely(() => void setDone.run(undoId)),
    undone: (undoId) => loosely(() => void setUndone.run(undoId)),
    forgetBefore: (at) =>
      loosely(() => {
        for (const { undo_id: undoId } of older.all(at)) drop(String(undoId));
      }),
  };
};

/** The changes part by part. While one is packed by another thread, the next one is written out here. */
async function* packedParts(changes: readonly Change[]): AsyncGenerator<Buffer, void, void> {
  let packing: Promise<Buffer> | undefined;
  for (let from = 0; from < changes.length; from += changesPerPart) {
    // The level that packs ten to one at the least cost.
    const next = pack(Buffer.from(JSON.stringify(changes.slice(from, from + changesPerPart))), { level: 1 });
    // A full disk may end this early; then nobody waits for the one ahead.
    next.catch(() => undefined);
    if (packing !== undefined) yield await packing;
    packing = next;
  }
  if (packing !== undefined) yield await packing;
}

const commandOf = (row: Row): Command => ({
  undoId: String(row["undo_id"]),
  sentence: String(row["sentence"]),
  at: Number(row["at"]),
  changes: Number(row["changes"]),
  undone: Number(row["undone"]),
  redoable: row["redoable"] === 1,
  running: row["running"] === 1,
});

/** `deflate` ends with a checksum: a damaged part is noticed here, and nothing of it is written. */
const read = async (packed: unknown): Promise<Change[]> => {
  try {
    return JSON.parse((await unpack(packed as Uint8Array)).toString()) as Change[];
  } catch (cause) {
    throw new UsherError(
      {
        code: "history-unreadable",
        sentence: "What this change was is damaged on the disk. Nothing was changed.",
        nextStep: "Look in the bin for removed guests, or at the backups.",
      },
      { cause },
    );
  }
};
