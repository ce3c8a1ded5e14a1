import { getQueryMatcher, getSortComparator, type PreparedQuery, type RxDocumentData, type RxJsonSchema } from "rxdb/plugins/core";
import type { SQLInputValue } from "node:sqlite";
import { censusCount, censusMatch, censusPage, isCensusOrder, type CensusMatch } from "./census-query.ts";
import type { Connection } from "./connection.ts";
import { compileSelector, compileSort } from "./mango-to-sql.ts";
import type { StoreTable } from "./store-table.ts";

interface CompiledQuery {
  /** What this was compiled for: the columns of this store, and its traits; more of them make it stale. */
  readonly store: StoreTable;
  readonly seen: number;
  readonly where: string;
  readonly values: readonly SQLInputValue[];
  readonly exact: boolean;
  readonly orderBy: string | undefined;
  /** Where the census of the store knows what matches. */
  readonly census: CensusMatch | undefined;
}

const compiled = new WeakMap<object, CompiledQuery>();

function compile<RxDocType>(store: StoreTable, prepared: PreparedQuery<RxDocType>): CompiledQuery {
  const known = compiled.get(prepared);
  if (known?.store === store && known.seen === store.seen) return known;
  const predicate = compileSelector(store, prepared.query.selector);
  const result: CompiledQuery = {
    store,
    seen: store.seen,
    where: predicate.sql === undefined ? "" : ` WHERE ${predicate.sql}`,
    values: predicate.values,
    exact: predicate.exact,
    orderBy: compileSort(store, prepared.query.sort),
    census: censusMatch(store, prepared.query),
  };
  compiled.set(prepared, result);
  return result;
}

/** Throws a `SyntaxError` for what is no document. */
export const parseDocument = <RxDocType>(text: unknown): RxDocumentData<RxDocType> => {
  const document = JSON.parse(text as string) as RxDocumentData<RxDocType> | null;
  if (typeof document !== "object" || document === null) throw new SyntaxError("a row holds no document");
  return document;
};

interface Cut {
  readonly skip: number;
  /** Where to stop in the ordered result; Infinity for all of it. */
  readonly end: number;
}

/** `limit: 0` means none, so only a missing limit means all. */
const cutOf = ({ skip = 0, limit }: { skip?: number; limit?: number }): Cut => ({
  skip,
  end: typeof limit === "number" ? skip + limit : Infinity,
});

/** Documents that match, in the order asked for. */
export function runQuery<RxDocType>(
  connection: Connection,
  store: StoreTable,
  schema: RxJsonSchema<RxDocumentData<RxDocType>>,
  prepared: PreparedQuery<RxDocType>,
): RxDocumentData<RxDocType>[] {
  const plan = compile(store, prepared);
  const { skip, end } = cutOf(prepared.query);
  if (plan.census !== undefined && end !== Infinity && isCensusOrder(store, prepared.query)) {
    return censusPage(connection, store, plan.census, skip, end - skip).map(parseDocument<RxDocType>);
  }
  if (plan.exact && plan.orderBy !== undefined) {
    const sql = `SELECT data FROM ${store.table}${plan.where} ORDER BY ${plan.orderBy} LIMIT ? OFFSET ?`;
    const rows = connection.prepare(sql).all(...plan.values, end === Infinity ? -1 : end - skip, skip);
    return rows.map((row) => parseDocument<RxDocType>(row["data"]));
  }
  const found = [...matching(connection, store, schema, prepared, plan.orderBy === undefined ? Infinity : end)];
  if (plan.orderBy === undefined) found.sort(getSortComparator(schema, prepared.query) as never);
  return skip === 0 && found.length <= end ? found : found.slice(skip, end);
}

/** The first `most` documents that match, by SQL as far as it goes and RxDB's own matcher for the rest. */
function* matching<RxDocType>(
  connection: Connection,
  store: StoreTable,
  schema: RxJsonSchema<RxDocumentData<RxDocType>>,
  prepared: PreparedQuery<RxDocType>,
  most: number,
): Generator<RxDocumentData<RxDocType>> {
  const plan = compile(store, prepared);
  const matches = plan.exact ? () => true : getQueryMatcher(schema, prepared.query);
  const order = plan.orderBy === undefined ? "" : ` ORDER BY ${plan.orderBy}`;
  let left = most;
  if (left <= 0) return;
  for (const row of connection.prepare(`SELECT data FROM ${store.table}${plan.where}${order}`).iterate(...plan.values)) {
    const document = parseDocument<RxDocType>(row["data"]);
    if (!matches(document)) continue;
    yield document;
    left -= 1;
    if (left <= 0) return;
  }
}

/** How many documents the query would find. */
export function runCount<RxDocType>(
  connection: Connection,
  store: StoreTable,
  schema: RxJsonSchema<RxDocumentData<RxDocType>>,
  prepared: PreparedQuery<RxDocType>,
): number {
  const plan = compile(store, prepared);
  const { skip, end } = cutOf(prepared.query);
  if (plan.census !== undefined) return Math.max(0, Math.min(censusCount(connection, store, plan.census), end) - skip);
  const matches = plan.exact
    ? (connection.prepare(`SELECT count(*) AS n FROM ${store.table}${plan.where}`).get(...plan.values)?.["n"] as number)
    : matching(connection, store, schema, prepared, end).reduce((count) => count + 1, 0);
  return Math.max(0, Math.min(matches, end) - skip);
}
