import { isDeepStrictEqual } from "node:util";
import type { Guest, Household, Response } from "#shared/domain/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";

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

/** Rows per write to the store; between two of them other work gets its turn. */
const changesPerWrite = 1000;

interface StoredDocument {
  toJSON(): AnyDocument;
  incrementalModify(modify: (data: AnyDocument) => AnyDocument): Promise<unknown>;
}

/** The collections, seen alike. */
interface AnyCollection {
  bulkInsert(documents: AnyDocument[]): Promise<{ error: readonly unknown[] }>;
  bulkRemove(ids: string[]): Promise<{ error: readonly unknown[] }>;
  findByIds(ids: string[]): { exec(): Promise<Map<string, StoredDocument>> };
}

export interface ChangeWriter {
  /**
   * Brings documents from `before` to `after`. Fields that are not as `before` says were changed by somebody since: that
   * document is left alone and counted. Other fields of a document may differ; they keep what they have.
   */
  apply(changes: readonly Change[], mayRemove?: (change: Change) => boolean): Promise<{ conflicts: number }>;
}

export const createChangeWriter = (
  collections: Pick<StoreCollections, "guests" | "households" | "responses">,
  clock: Clock,
): ChangeWriter => ({
  apply: async (changes, mayRemove = () => true) => {
    let conflicts = 0;
    for (const run of runsOf(changes)) {
      const collection = collections[run[0]?.collection ?? "guests"] as unknown as AnyCollection;
      conflicts += await applyRun(collection, run, mayRemove, clock);
      await clock.sleep(0);
    }
    return { conflicts };
  },
});

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

const applyRun = async (
  collection: AnyCollection,
  run: readonly Change[],
  mayRemove: (change: Change) => boolean,
  clock: Clock,
): Promise<number> => {
  const [first] = run;
  if (first === undefined) return 0;
  const kind = kindOf(first);
  if (kind === "insert") {
    const { error } = await collection.bulkInsert(run.flatMap(({ after }) => (after === null ? [] : [after])));
    return countConflicts(error);
  }
  const current = await collection.findByIds(run.map(({ id }) => id)).exec();
  if (kind === "remove") {
    const removable = run.filter((change) => {
      const document = current.get(change.id)?.toJSON();
      return document !== undefined && sameContent(document, change.before) && mayRemove(change);
    });
    if (removable.length > 0) await collection.bulkRemove(removable.map(({ id }) => id));
    return run.length - removable.length;
  }
  const results = await Promise.all(run.map((change) => update(current.get(change.id), change, clock)));
  return results.filter((done) => !done).length;
};

/** Only "exists already" is somebody else's change; anything else is a bug. */
const countConflicts = (errors: readonly unknown[]): number => {
  for (const error of errors) {
    if ((error as { status?: number }).status !== 409) throw new Error("a guest document was refused by the store", { cause: error });
  }
  return errors.length;
};

const update = async (document: StoredDocument | undefined, { before, after }: Change, clock: Clock): Promise<boolean> => {
  if (document === undefined || before === null || after === null) return false;
  const from = before as unknown as Record<string, unknown>;
  const to = after as unknown as Record<string, unknown>;
  const fields = Object.keys(to).filter((key) => key !== "updatedAt" && !isDeepStrictEqual(from[key], to[key]));
  let done = true;
  await document.incrementalModify((data) => {
    const now = data as unknown as Record<string, unknown>;
    done = fields.every((key) => isDeepStrictEqual(now[key], from[key]));
    if (!done) return data;
    const updatedAt = now["updatedAt"] === from["updatedAt"] ? to["updatedAt"] : clock.now();
    return { ...data, ...Object.fromEntries(fields.map((key) => [key, to[key]])), updatedAt } as AnyDocument;
  });
  return done;
};

const sameContent = (a: AnyDocument, b: AnyDocument | null): boolean => b !== null && isDeepStrictEqual(contentOf(a), contentOf(b));

const contentOf = (document: AnyDocument): Record<string, unknown> =>
  Object.fromEntries(Object.entries(document).filter(([key]) => key !== "updatedAt" && !key.startsWith("_")));
