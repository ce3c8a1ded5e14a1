import { liveValue } from "#hub/live/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";
import type { Bin } from "./bin.ts";
import { inverseOf, type Change, type ChangeWriter, type MayRemove } from "./change.ts";
import type { Command, CommandLog } from "./command-log.ts";
import { createTurns } from "./turns.ts";

export interface HistoryEntry {
  undoId: string;
  sentence: string;
  at: number;
  undone: boolean;
}

interface HistoryInput {
  readonly weddingId: string;
  readonly undoId: string | null;
  /** Go on where documents were changed since, and leave those alone. Otherwise that is refused. */
  readonly leaveChanged?: boolean | undefined;
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
  /** Calls after every change of history or bin. */
  onChange(listener: () => void): () => void;
  /** Lets what is older than that go, in turn with the commands. */
  forgetBefore(at: number): Promise<void>;
  /** Resolves when the commands that were asked for so far have ended. */
  idle(): Promise<void>;
}

export interface HistoryDeps {
  readonly log: CommandLog;
  readonly bin: Bin;
  readonly writer: ChangeWriter;
  /** What may be taken away again; asked anew for each undo. */
  readonly mayRemove: (weddingId: string) => Promise<MayRemove>;
  readonly labelOf: (weddingId: string) => Promise<(householdId: string) => string>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * The last changes made on this computer, with their inverses; they outlive restarts and kills. A command is on the disk before
 * its first document is written: whatever a kill leaves half done is listed and can be undone. Undoing is a new change to the
 * documents; where somebody changed one since, it is refused, or that one is left alone.
 */
export const createHistory = ({ log, bin, writer, mayRemove, labelOf, clock, ids }: HistoryDeps): History & CommandRunner => {
  const listeners = new Set<() => void>();
  const inTurn = createTurns();
  const changed = (): void => listeners.forEach((listener) => listener());
  const keepInBin = async (weddingId: string, changes: readonly Change[]): Promise<() => void> => {
    if (!changes.some(({ after, collection }) => after === null && collection !== "responses")) return () => undefined;
    const label = await labelOf(weddingId);
    return () => bin.keep(weddingId, changes, clock.now(), label);
  };
  const run = async (weddingId: string, build: () => Promise<{ sentence: string; changes: readonly Change[] }>) => {
    const { sentence, changes } = await build();
    const undoId = ids.next();
    await log.begin(weddingId, { undoId, sentence, at: clock.now() }, changes, await keepInBin(weddingId, changes));
    try {
      await writer.apply(changes);
      log.done(undoId);
    } finally {
      // What a full disk cut short stays marked as running, and can be taken back.
      changed();
    }
    return { undoId, sentence };
  };
  const again = async (what: "undo" | "redo", { weddingId, leaveChanged = false }: HistoryInput, command: Command): Promise<number> => {
    const changes = await log.changesOf(command.undoId);
    const steps = what === "undo" ? inverseOf(changes) : changes;
    const guard = what === "undo" ? await mayRemove(weddingId) : () => true;
    const conflicts = leaveChanged ? [] : await writer.conflictsOf(steps, guard);
    if (conflicts.length > 0) throw changedSince(what, command, conflicts);
    log.beginAgain(command.undoId);
    try {
      return (await writer.apply(steps, guard)).conflicts;
    } finally {
      changed();
    }
  };
  const undo = async (input: HistoryInput): Promise<Outcome> => {
    const command = log.of(input.weddingId).findLast((one) => (input.undoId === null ? one.undone === 0 : one.undoId === input.undoId));
    if (command === undefined || command.undone > 0) throw nothingTo("undo", command);
    const conflicts = await again("undo", input, command);
    log.undone(command.undoId);
    changed();
    return { sentence: `Undone: ${command.sentence}`, conflicts };
  };
  const redo = async (input: HistoryInput): Promise<Outcome> => {
    const all = log.of(input.weddingId);
    const last = Math.max(0, ...all.filter(({ redoable }) => redoable).map(({ undone }) => undone));
    const command = all.find((one) => (input.undoId === null ? last > 0 && one.undone === last : one.undoId === input.undoId));
    if (command === undefined || command.undone === 0) throw nothingTo("redo", command);
    const conflicts = await again("redo", input, command);
    log.done(command.undoId);
    changed();
    return { sentence: `Done again: ${command.sentence}`, conflicts };
  };
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    run: (weddingId, build) => inTurn(() => run(weddingId, build)),
    undo: (input) => inTurn(() => undo(input)),
    redo: (input) => inTurn(() => redo(input)),
    onChange,
    forgetBefore: (at) =>
      inTurn(async () => {
        log.forgetBefore(at);
        bin.forgetBefore(at);
        changed();
      }),
    idle: () => inTurn(async () => undefined),
    list: ({ weddingId }, signal) =>
      liveValue({ read: () => log.of(weddingId).toReversed().map(entryOf), subscribe: onChange }, clock, signal),
  };
};

const entryOf = ({ undoId, sentence, at, undone, running }: Command): HistoryEntry => ({
  undoId,
  sentence: running ? `${sentence} (stopped half-way)` : sentence,
  at,
  undone: undone > 0,
});

const nothingTo = (what: "undo" | "redo", known: Command | undefined): UsherError =>
  new UsherError({
    code: `nothing-to-${what}`,
    sentence: known === undefined ? `There is nothing to ${what} here.` : `This was ${known.undone > 0 ? "undone" : "done"} already.`,
    nextStep: "Look at the history for what was changed on this computer.",
  });

/** Names said of those that stand in the way; more make a sentence nobody reads. */
const namesSaid = 3;

const changedSince = (what: "undo" | "redo", command: Command, conflicts: readonly Change[]): UsherError => {
  const names = [...new Set(conflicts.map(nameIn).filter((name) => name !== ""))];
  const who = names.slice(0, namesSaid).join(", ") + (names.length > namesSaid ? ` and ${names.length - namesSaid} more` : "");
  const count = conflicts.length === 1 ? "one of its entries was" : `${conflicts.length.toLocaleString("en")} of its entries were`;
  return new UsherError({
    code: `${what}-changed-since`,
    sentence: `\u201c${command.sentence}\u201d was left as it is: ${count} changed or used since${who === "" ? "" : ` (${who})`}.`,
    nextStep: `Undo the later changes first, or choose \u201c${what === "undo" ? "Undo" : "Redo"} the rest\u201d in the history to leave those as they are.`,
  });
};

const nameIn = ({ before, after, collection }: Change): string => {
  const document = before ?? after;
  if (document === null || collection === "responses") return "";
  return "label" in document ? document.label : "givenName" in document ? `${document.givenName} ${document.familyName}`.trim() : "";
};
