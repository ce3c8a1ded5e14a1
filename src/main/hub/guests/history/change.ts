import type { Guest, Household, Response } from "#shared/domain/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import { readStored, removeStored, type StoreCollections } from "#hub/store/index.ts";
import { sameJson } from "./same-json.ts";

interface Of<Collection extends string, Document> {
  readonly collection: Collection;
  readonly id: string;
  /** The whole document before and after; null: there was none. */
  readonly before: Document | null;
  readonly after: Document | null;
}

/** One document's part of a command. */
export type Change = Of<"guests", Guest> | Of<"households", Household> | Of<"responses", Response>;
type AnyDocument = Guest | Household | Response;

export const inverseOf = (changes: readonly Change[]): Change[] =>
  changes.toReversed().map((change) => ({ ...change, before: change.after, after: change.before }) as Change);

/** Rows per write to the store, about 8 ms of work; between two of them other work gets its turn. */
const changesPerWrite = 200;

interface LiveDocument {
  incrementalModify(modify: (data: AnyDocument) => AnyDocument): Promise<unknown>;
}

/** The collections, seen alike. */
interface AnyCollection {
  bulkInsert(documents: AnyDocument[]): Promise<{ error: readonly unknown[] }>;
  findByIds(ids: string[]): { exec(): Promise<Map<string, LiveDocument>> };
}

/** What undoing takes away: those ids are no reason for one another to stay. */
export type Leaving = ReadonlyMap<string, Change>;
/** Whether a created document may be taken away again: nobody hung anything on it since. */
export type MayRemove = (change: Change, leaving: Leaving) => boolean;

const nothingLeaves: Leaving = new Map();

export interface ChangeWriter {
  /** The changes that `apply` would leave alone. Writes nothing. */
  conflictsOf(changes: readonly Change[], mayRemove?: MayRemove): Promise<Change[]>;
  /**
   * Brings documents from `before` to `after`. What is so already is done: applying twice is applying once. Fields that are
   * otherwise than `before` says were changed by somebody since: that document is left alone and counted. Other fields of a
   * document may differ; they keep what they have.
   */
  apply(changes: readonly Change[], mayRemove?: MayRemove): Promise<{ conflicts: number }>;
}

export const createChangeWriter = (
  collections: Pick<StoreCollections, "guests" | "households" | "responses">,
  clock: Clock,
): ChangeWriter => {
  const collectionOf = (run: readonly Change[]): AnyCollection => collections[run[0]?.collection ?? "guests"] as unknown as AnyCollection;
  return {
    conflictsOf: async (changes, mayRemove = () => true) => {
      const leaving: Leaving = new Map(changes.map((change) => [change.id, change]));
      const conflicts: Change[] = [];
      for (const run of runsOf(changes)) {
        const current = await documentsOf(collectionOf(run), run);
        for (const change of run) if (standingOf(current.get(change.id), change, mayRemove, leaving) === "changed") conflicts.push(change);
        await clock.sleep(0);
      }
      return conflicts;
    },
    apply: async (changes, mayRemove = () => true) => {
      let conflicts = 0;
      for (const run of runsOf(changes)) {
        conflicts += await applyRun(collectionOf(run), run, mayRemove, clock);
        await clock.sleep(0);
      }
      return { conflicts };
    },
  };
};

/** Neighbours of one collection and one kind, in writes of bounded size; the order of the whole is kept. */
const runsOf = (changes: readonly Change[]): Change[][] => {
  const runs: Change[][] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first?.collection === change.collection && kindOf(first) === kindOf(change) && last.length < changesPerWrite)
      last.push(change);
    else runs.push([change]);
  }
  return runs;
};

const kindOf = ({ before, after }: Change): "insert" | "remove" | "update" =>
  before === null ? "insert" : after === null ? "remove" : "update";

type Stored = Awaited<ReturnType<typeof readStored<AnyDocument>>>[number];

const documentsOf = async (collection: AnyCollection, run: readonly Change[]): Promise<Map<string, Stored>> => {
  const ids = run.map(({ id }) => id);
  return new Map((await readStored<AnyDocument>(collection as never, ids)).map((document) => [document.id, document]));
};

/** Where a document stands between `before` and `after`. */
const standingOf = (
  document: AnyDocument | undefined,
  change: Change,
  mayRemove: MayRemove,
  leaving: Leaving,
): "ready" | "done" | "changed" => {
  const { before, after } = change;
  if (before === null) return document === undefined ? "ready" : sameContent(document, after) ? "done" : "changed";
  if (after === null) {
    if (document === undefined) return "done";
    return sameContent(document, before) && mayRemove(change, leaving) ? "ready" : "changed";
  }
  if (document === undefined) return "changed";
  const fields = changedFields(before, after);
  if (fieldsAre(document, before, fields)) return "ready";
  return fieldsAre(document, after, fields) ? "done" : "changed";
};

const changedFields = (before: AnyDocument, after: AnyDocument): string[] =>
  Object.keys(after).filter((key) => key !== "updatedAt" && !sameJson(fieldOf(before, key), fieldOf(after, key)));

const fieldOf = (document: AnyDocument, key: string): unknown => (document as unknown as Record<string, unknown>)[key];

const fieldsAre = (document: AnyDocument, like: AnyDocument, fields: readonly string[]): boolean =>
  fields.every((key) => sameJson(fieldOf(document, key), fieldOf(like, key)));

const applyRun = async (collection: AnyCollection, run: readonly Change[], mayRemove: MayRemove, clock: Clock): Promise<number> => {
  const [first] = run;
  if (first === undefined) return 0;
  const kind = kindOf(first);
  // New documents have new ids: looking for them first would cost an import a tenth of its time.
  if (kind === "insert") return insertRun(collection, run);
  const current = await documentsOf(collection, run);
  const standings = run.map((change) => standingOf(current.get(change.id), change, mayRemove, nothingLeaves));
  const ready = run.filter((_, index) => standings[index] === "ready");
  const conflicts = standings.filter((standing) => standing === "changed").length;
  if (ready.length === 0) return conflicts;
  if (kind === "remove") {
    const { error } = await removeStored<AnyDocument>(
      collection as never,
      ready.flatMap(({ id }) => current.get(id) ?? []),
    );
    return conflicts + countConflicts(error);
  }
  const live = await collection.findByIds(ready.map(({ id }) => id)).exec();
  const results = await Promise.all(ready.map((change) => update(live.get(change.id), change, clock)));
  return conflicts + results.filter((done) => !done).length;
};

const insertRun = async (collection: AnyCollection, run: readonly Change[]): Promise<number> => {
  const { error } = await collection.bulkInsert(run.flatMap(({ after }) => (after === null ? [] : [after])));
  if (countConflicts(error) === 0) return 0;
  const current = await documentsOf(collection, run);
  return run.filter(({ id, after }) => {
    const document = current.get(id);
    return document === undefined || !sameContent(document, after);
  }).length;
};

/** Only "exists already" and "changed meanwhile" are somebody else's change; anything else is a bug. */
const countConflicts = (errors: readonly unknown[]): number => {
  for (const error of errors) {
    if ((error as { status?: number }).status !== 409) throw new Error("a guest document was refused by the store", { cause: error });
  }
  return errors.length;
};

const update = async (document: LiveDocument | undefined, { before, after }: Change, clock: Clock): Promise<boolean> => {
  if (document === undefined || before === null || after === null) return false;
  const fields = changedFields(before, after);
  let done = true;
  await document.incrementalModify((data) => {
    done = fieldsAre(data, before, fields);
    if (!done) return data;
    const updatedAt = data.updatedAt === before.updatedAt ? after.updatedAt : clock.now();
    return { ...data, ...Object.fromEntries(fields.map((key) => [key, fieldOf(after, key)])), updatedAt } as AnyDocument;
  });
  return done;
};

/** Apart from when it was written, and from what the database adds. */
const sameContent = (document: AnyDocument, like: AnyDocument | null): boolean => {
  if (like === null) return false;
  const isContent = (key: string): boolean => key !== "updatedAt" && !key.startsWith("_");
  const keys = Object.keys(like).filter(isContent);
  return keys.length === Object.keys(document).filter(isContent).length && fieldsAre(document, like, keys);
};
