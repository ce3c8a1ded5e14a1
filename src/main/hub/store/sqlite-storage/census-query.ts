import type { FilledMangoQuery } from "rxdb/plugins/core";
import type { SQLInputValue } from "node:sqlite";
import type { Connection } from "./connection.ts";
import { compileSelector } from "./mango-to-sql.ts";
import { traits } from "./text-order.ts";
import type { StoreTable } from "./store-table.ts";

/** Combinations of a census that a query asks for, as a condition on its table of combinations. */
export interface CensusMatch {
  readonly tuples: string;
  readonly values: readonly SQLInputValue[];
}

/** Names of columns that documents have and combinations do not. */
const foreignColumns = /\b(?:del|lwt)\b/;

/** Undefined when the census cannot answer exactly: another field is asked for, or the store holds what breaks its schema. */
export function censusMatch<RxDocType>(
  store: StoreTable,
  { selector }: Pick<FilledMangoQuery<RxDocType>, "selector">,
): CensusMatch | undefined {
  const { census } = store;
  if (census === undefined || (store.seen & traits.offSchema) !== 0) return undefined;
  const { _deleted: deleted, ...rest } = selector as Record<string, unknown>;
  if (JSON.stringify(deleted) !== '{"$eq":false}') return undefined;
  // Order is not asked of these texts, so nothing is known of theirs: ranges are left to JavaScript.
  const predicate = compileSelector({ ...store, ...census.asStore, seen: traits.astral | traits.high }, rest);
  if (!predicate.exact || foreignColumns.test(predicate.sql ?? "")) return undefined;
  const where = predicate.sql === undefined ? "" : ` WHERE ${predicate.sql}`;
  return { tuples: `SELECT tuple FROM ${store.table}_tuple${where}`, values: predicate.values };
}

export function censusCount(connection: Connection, store: StoreTable, { tuples, values }: CensusMatch): number {
  const sql = `SELECT coalesce(sum(n), 0) AS n FROM ${store.table}_tally WHERE tuple IN (${tuples})`;
  return Number(connection.prepare(sql).get(...values)?.["n"]);
}

/** Whether the order asked for is that of the census: newest first, then by id. */
export function isCensusOrder<RxDocType>(store: StoreTable, { sort }: Pick<FilledMangoQuery<RxDocType>, "sort">): boolean {
  return (
    store.census !== undefined && JSON.stringify(sort) === JSON.stringify([{ [store.census.order]: "desc" }, { [store.primary]: "asc" }])
  );
}

/** Documents of one page, as their JSON texts. Costs what the spans hold in which the page lies, wherever it is. */
export function censusPage(connection: Connection, store: StoreTable, match: CensusMatch, skip: number, limit: number): string[] {
  const spans = spansOfPage(connection, store, match, skip, limit);
  if (spans === undefined || store.census === undefined) return [];
  const { spanSize } = store.census;
  const sql = `SELECT d.data AS data FROM (
      SELECT at, id FROM ${store.table}_place
      WHERE tuple IN (SELECT tuple FROM ${store.table}_tally WHERE tuple IN (${match.tuples}) AND span BETWEEN ? AND ?) AND at >= ? AND at < ?
      ORDER BY at DESC, id LIMIT ? OFFSET ?) p
    CROSS JOIN ${store.table} d ON d.id = p.id ORDER BY p.at DESC, p.id`;
  const rows = connection
    .prepare(sql)
    .all(...match.values, spans.oldest, spans.newest, spans.oldest * spanSize, (spans.newest + 1) * spanSize, limit, skip - spans.skipped);
  return rows.map((row) => String(row["data"]));
}

interface PageSpans {
  readonly newest: number;
  readonly oldest: number;
  /** Documents in spans that are newer than all of these. */
  readonly skipped: number;
}

/** In which spans a page lies; undefined when it is beyond the end. */
function spansOfPage(connection: Connection, store: StoreTable, match: CensusMatch, skip: number, limit: number): PageSpans | undefined {
  const sql = `SELECT span, sum(n) AS n FROM ${store.table}_tally WHERE tuple IN (${match.tuples}) GROUP BY span ORDER BY span DESC`;
  let passed = 0;
  let first: Omit<PageSpans, "oldest"> | undefined;
  let oldest = 0;
  for (const row of connection.prepare(sql).iterate(...match.values)) {
    const [span, n] = [Number(row["span"]), Number(row["n"])];
    if (first === undefined && passed + n > skip) first = { newest: span, skipped: passed };
    passed += n;
    oldest = span;
    if (passed >= skip + limit) break;
  }
  return first && { ...first, oldest };
}
