import { liveValue } from "#hub/live/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";
import { oneAtATime } from "#shared/one-at-a-time.ts";
import type { Bin } from "./bin.ts";
import { inverseOf, type Change, type ChangeWriter, type MayRemove } from "./change.ts";
import type { Command, CommandLog } from "./command-log.ts";

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
export const createHistory = (deps: HistoryDeps): History & CommandRunner => {
  const { log, bin, clock } = deps;
  const listeners = new Set<() => void>();
  const inTurn = oneAtATime();
  const changed = (): void => listeners.forEach((listener) => listener());
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  let isBusy = false;
  // Told whether it worked or not: what a full disk cut short stays marked as running, and can be taken back.
  const told = <Result>(work: () => Promise<Result>): Promise<Result> =>
    inTurn(async () => {
      isBusy = true;
      try {
        return await work();
      } finally {
        isBusy = false;
        changed();
      }
    });
  // What is being done right now is not half done.
  const read = (weddingId: string): HistoryEntry[] =>
    log
      .of(weddingId)
      .filter(({ running }) => !(running && isBusy))
      .toReversed()
      .map(entryOf);
  return {
    run: (weddingId, build) => told(async () => runCommand(deps, weddingId, await build())),
    undo: (input) => told(() => undo(deps, input)),
    redo: (input) => told(() => redo(deps, input)),
    onChange,
    forgetBefore: (at) =>
      told(async () => {
        log.forgetBefore(at);
        bin.forgetBefore(at);
      }),
    idle: () => inTurn(async () => undefined),
    list: ({ weddingId }, signal) => liveValue({ read: () => read(weddingId), subscribe: onChange }, clock, signal),
  };
};

const runCommand = async (
  { log, bin, writer, labelOf, clock, ids }: HistoryDeps,
  weddingId: string,
  { sentence, changes }: { readonly sentence: string; readonly changes: readonly Change[] },
): Promise<{ undoId: string; sentence: string }> => {
  const undoId = ids.next();
  const at = clock.now();
  const removes = changes.some(({ after, collection }) => after === null && collection !== "responses");
  const label = removes ? await labelOf(weddingId) : undefined;
  await log.begin(weddingId, { undoId, sentence, at }, changes, () => {
    if (label !== undefined) bin.keep(weddingId, changes, at, label);
  });
  await writer.apply(changes);
  log.done(undoId);
  return { undoId, sentence };
};

const undo = async (deps: HistoryDeps, input: HistoryInput): Promise<Outcome> => {
  const command = deps.log.of(input.weddingId).findLast((one) => (input.undoId === null ? one.undone === 0 : one.undoId === input.undoId));
  if (command === undefined || command.undone > 0) throw nothingTo("undo", command);
  const changes = inverseOf(await deps.log.changesOf(command.undoId));
  const conflicts = await step(
    deps,
    { what: "undo", command, changes, leaveChanged: input.leaveChanged === true },
    await deps.mayRemove(input.weddingId),
  );
  deps.log.undone(command.undoId);
  return { sentence: `Undone: ${command.sentence}`, conflicts };
};

const redo = async (deps: HistoryDeps, input: HistoryInput): Promise<Outcome> => {
  const all = deps.log.of(input.weddingId);
  const last = Math.max(0, ...all.filter(({ redoable }) => redoable).map(({ undone }) => undone));
  const command = all.find((one) => (input.undoId === null ? last > 0 && one.undone === last : one.undoId === input.undoId));
  if (command === undefined || command.undone === 0) throw nothingTo("redo", command);
  const changes = await deps.log.changesOf(command.undoId);
  const conflicts = await step(deps, { what: "redo", command, changes, leaveChanged: input.leaveChanged === true }, () => true);
  deps.log.done(command.undoId);
  return { sentence: `Done again: ${command.sentence}`, conflicts };
};

interface Step {
  readonly what: "undo" | "redo";
  readonly command: Command;
  readonly changes: readonly Change[];
  readonly leaveChanged: boolean;
}

/** All or, with `leaveChanged`, what can be. */
const step = async (
  { log, writer }: HistoryDeps,
  { what, command, changes, leaveChanged }: Step,
  mayRemove: MayRemove,
): Promise<number> => {
  const conflicts = leaveChanged ? [] : await writer.conflictsOf(changes, mayRemove);
  if (conflicts.length > 0) throw changedSince(what, command, conflicts);
  log.beginAgain(command.undoId);
  return (await writer.apply(changes, mayRemove)).conflicts;
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
