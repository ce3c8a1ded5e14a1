import { getQueryMatcher, getSortComparator, type PreparedQuery, type RxDocumentData, type RxJsonSchema } from "rxdb/plugins/core";
import type { SQLInputValue } from "node:sqlite";
import type { Connection } from "./connection.ts";
import { compileSelector, compileSort } from "./mango-to-sql.ts";
import type { StoreTable } from "./store-table.ts";

interface CompiledQuery {
  /** The traits of the store that this was compiled for; more of them make it stale. */
  readonly seen: number;
  readonly where: string;
  readonly values: readonly SQLInputValue[];
  readonly exact: boolean;
  readonly orderBy: string | undefined;
}

const compiled = new WeakMap<object, CompiledQuery>();

function compile<RxDocType>(store: StoreTable, prepared: PreparedQuery<RxDocType>): CompiledQuery {
  const known = compiled.get(prepared);
  if (known !== undefined && known.seen === store.seen) return known;
  const predicate = compileSelector(store, prepared.query.selector);
  const result: CompiledQuery = {
    seen: store.seen,
    where: predicate.sql === undefined ? "" : ` WHERE ${predicate.sql}`,
    values: predicate.values,
    exact: predicate.exact,
    orderBy: compileSort(store, prepared.query.sort),
  };
  compiled.set(prepared, result);
  return result;
}

export const parseDocument = <RxDocType>(text: unknown) => JSON.parse(text as string) as RxDocumentData<RxDocType>;

/** Documents that match, in the order asked for. */
export function runQuery<RxDocType>(
  connection: Connection,
  store: StoreTable,
  schema: RxJsonSchema<RxDocumentData<RxDocType>>,
  prepared: PreparedQuery<RxDocType>,
): RxDocumentData<RxDocType>[] {
  const { query } = prepared;
  const skip = query.skip || 0;
  const limit = typeof query.limit === "number" ? query.limit : -1;
  const plan = compile(store, prepared);
  const order = plan.orderBy === undefined ? "" : ` ORDER BY ${plan.orderBy}`;
  const select = `SELECT data FROM ${store.table}${plan.where}${order}`;
  if (plan.exact && plan.orderBy !== undefined) {
    const rows = connection.prepare(`${select} LIMIT ? OFFSET ?`).all(...plan.values, limit, skip);
    return rows.map((row) => parseDocument<RxDocType>(row["data"]));
  }
  const end = limit < 0 ? Infinity : skip + limit;
  const matches = plan.exact ? () => true : getQueryMatcher(schema, query);
  const found: RxDocumentData<RxDocType>[] = [];
  if (end === 0) return found;
  for (const row of connection.prepare(select).iterate(...plan.values)) {
    const document = parseDocument<RxDocType>(row["data"]);
    if (!matches(document)) continue;
    found.push(document);
    if (plan.orderBy !== undefined && found.length >= end) break;
  }
  if (plan.orderBy === undefined) found.sort(getSortComparator(schema, query) as never);
  return skip === 0 && found.length <= end ? found : found.slice(skip, end);
}

/** How many documents match; skip and limit do not apply. */
export function runCount<RxDocType>(
  connection: Connection,
  store: StoreTable,
  schema: RxJsonSchema<RxDocumentData<RxDocType>>,
  prepared: PreparedQuery<RxDocType>,
): number {
  const plan = compile(store, prepared);
  if (plan.exact) {
    const row = connection.prepare(`SELECT count(*) AS n FROM ${store.table}${plan.where}`).get(...plan.values);
    return row?.["n"] as number;
  }
  const matches = getQueryMatcher(schema, prepared.query);
  let count = 0;
  for (const row of connection.prepare(`SELECT data FROM ${store.table}${plan.where}`).iterate(...plan.values)) {
    if (matches(parseDocument<RxDocType>(row["data"]))) count += 1;
  }
  return count;
}
