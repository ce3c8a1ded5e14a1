import { liveValue } from "#hub/live/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";
import { inverseOf, type Change, type ChangeWriter } from "./change.ts";

/** Commands that Ctrl+Z reaches back, per wedding. Older ones fall out. */
const commandsKeptMax = 200;
/** Documents that all kept commands may hold together; a giant import alone may exceed it. Beyond, the oldest fall out. */
const changesKeptMax = 150_000;

interface Command {
  readonly undoId: string;
  readonly sentence: string;
  readonly at: number;
  readonly changes: readonly Change[];
  /** Rises with each undo; 0: not undone. */
  undone: number;
  /** Undone, and nothing new was done since. */
  redoable: boolean;
}

export interface HistoryEntry {
  undoId: string;
  sentence: string;
  at: number;
  undone: boolean;
}

interface HistoryInput {
  readonly weddingId: string;
  readonly undoId: string | null;
}

interface Outcome {
  sentence: string;
  conflicts: number;
}

/** What the API offers of the history. */
export interface History {
  list(input: { readonly weddingId: string }, signal?: AbortSignal): AsyncGenerator<HistoryEntry[], void, void>;
  undo(input: HistoryInput): Promise<Outcome>;
  redo(input: HistoryInput): Promise<Outcome>;
}

/** What the guests' commands use: they run one after the other, so that each sees what the one before it wrote. */
export interface CommandRunner {
  /** Runs `build` when its turn comes, writes its changes and keeps them for undo. */
  run(
    weddingId: string,
    build: () => Promise<{ sentence: string; changes: readonly Change[] }>,
  ): Promise<{ undoId: string; sentence: string }>;
}

export interface HistoryDeps {
  readonly writer: ChangeWriter;
  /** Whether undoing may take this created document away again: nobody hung anything on it since. */
  readonly mayRemove: (weddingId: string, change: Change) => boolean;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * The last changes made on this computer, with their inverses. Kept in memory: closing Usher ends what Ctrl+Z reaches.
 * Undoing is a new change to the documents; what somebody changed since is left alone and counted.
 */
export const createHistory = ({ writer, mayRemove, clock, ids }: HistoryDeps): History & CommandRunner => {
  const commands = new Map<string, Command[]>();
  const listeners = new Set<() => void>();
  let undoCount = 0;
  const inTurn = createTurns();
  const of = (weddingId: string): Command[] => commands.get(weddingId) ?? [];
  const changed = (): void => listeners.forEach((listener) => listener());
  const keep = (weddingId: string, command: Command): void => {
    const all = [...of(weddingId), command].slice(-commandsKeptMax);
    for (const one of all) if (one !== command) one.redoable = false;
    let held = all.reduce((sum, { changes }) => sum + changes.length, 0);
    while (held > changesKeptMax && all.length > 1) held -= all.shift()?.changes.length ?? 0;
    commands.set(weddingId, all);
    changed();
  };
  const undo = async ({ weddingId, undoId }: HistoryInput): Promise<Outcome> => {
    const command = of(weddingId).findLast((one) => (undoId === null ? one.undone === 0 : one.undoId === undoId));
    if (command === undefined || command.undone > 0) throw nothingTo("undo", command);
    const { conflicts } = await writer.apply(inverseOf(command.changes), (change) => mayRemove(weddingId, change));
    command.undone = undoCount += 1;
    command.redoable = true;
    changed();
    return { sentence: `Undone: ${command.sentence}`, conflicts };
  };
  const redo = async ({ weddingId, undoId }: HistoryInput): Promise<Outcome> => {
    const all = of(weddingId);
    const last = Math.max(0, ...all.filter(({ redoable }) => redoable).map(({ undone }) => undone));
    const command = all.find((one) => (undoId === null ? last > 0 && one.undone === last : one.undoId === undoId));
    if (command === undefined || command.undone === 0) throw nothingTo("redo", command);
    const { conflicts } = await writer.apply(command.changes);
    command.undone = 0;
    command.redoable = false;
    changed();
    return { sentence: `Done again: ${command.sentence}`, conflicts };
  };
  return {
    run: (weddingId, build) =>
      inTurn(async () => {
        const { sentence, changes } = await build();
        const undoId = ids.next();
        const command = { undoId, sentence, at: clock.now(), changes, undone: 0, redoable: false };
        try {
          await writer.apply(changes);
          keep(weddingId, command);
        } catch (error) {
          // What a full disk cut short can still be taken back: the part that was not written counts as conflict.
          keep(weddingId, { ...command, sentence: `${sentence} (stopped half-way)` });
          throw error;
        }
        return { undoId, sentence };
      }),
    undo: (input) => inTurn(() => undo(input)),
    redo: (input) => inTurn(() => redo(input)),
    list: ({ weddingId }, signal) =>
      liveValue(
        {
          read: () =>
            of(weddingId)
              .toReversed()
              .map(({ undoId, sentence, at, undone }) => ({ undoId, sentence, at, undone: undone > 0 })),
          subscribe: (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
          },
        },
        clock,
        signal,
      ),
  };
};

/** One task after the other, whether the one before it failed or not. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
};

const nothingTo = (what: "undo" | "redo", known: Command | undefined): UsherError =>
  new UsherError({
    code: `nothing-to-${what}`,
    sentence: known === undefined ? `There is nothing to ${what} here.` : `This was ${known.undone > 0 ? "undone" : "done"} already.`,
    nextStep: "Look at the history for what was changed on this computer.",
  });
