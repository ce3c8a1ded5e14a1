import type { SQLInputValue } from "node:sqlite";
import type { ScalarKind } from "./field-map.ts";
import { patternFor } from "./pattern-function.ts";
import type { StoreTable } from "./store-table.ts";
import { isSqlOrdered, textTraits, traits } from "./text-order.ts";

/**
 * A condition in SQL that lets through at least every document that the selector matches. `sql` undefined means all
 * documents; `exact` means none but the matching ones. Conditions are never NULL-blind: a NULL result counts as no.
 */
export interface Predicate {
  readonly sql: string | undefined;
  readonly values: readonly SQLInputValue[];
  readonly exact: boolean;
}

interface Operand {
  readonly sql: string;
  readonly kind: ScalarKind;
  /** In a column, whose text traits are known; ranges over other text are left to JavaScript. */
  readonly isColumn: boolean;
}

type Scalar = string | number | boolean | null;

const everything: Predicate = { sql: undefined, values: [], exact: false };
const exactly = (sql: string, ...values: SQLInputValue[]): Predicate => ({ sql, values, exact: true });
const always = exactly("1");
const never = exactly("0");

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value that SQL can hold unchanged. */
function isScalar(value: unknown): value is Scalar {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "boolean" || value === null;
}

const bound = (value: string | number | boolean): SQLInputValue => (typeof value === "boolean" ? Number(value) : value);

export function operandFor(store: StoreTable, path: string): Operand | undefined {
  if (path === "_deleted") return { sql: "del", kind: "boolean", isColumn: true };
  if ((store.seen & traits.offSchema) !== 0) return undefined;
  if (path === store.primary) return { sql: "id", kind: "string", isColumn: true };
  if (path === "_meta.lwt") return { sql: "lwt", kind: "number", isColumn: true };
  const column = store.columns.find((candidate) => candidate.path === path);
  if (column !== undefined) return { sql: column.name, kind: column.kind, isColumn: true };
  const field = store.fields.scalars.get(path);
  if (field === undefined) return undefined;
  const steps = path
    .split(".")
    .map((name) => `."${name}"`)
    .join("");
  const extract = `json_extract(data, '$${steps}')`;
  // SQLite reads long digits as 64-bit integers, JavaScript as doubles.
  return { sql: field.kind === "number" ? `CAST(${extract} AS REAL)` : extract, kind: field.kind, isColumn: false };
}

const isNever = (operand: Operand) => operand.sql === "del" || operand.sql === "id";

function equalTo(operand: Operand, value: unknown): Predicate {
  if (!isScalar(value)) return everything;
  if (value === null) return isNever(operand) ? never : exactly(`${operand.sql} IS NULL`);
  if (typeof value !== operand.kind) return never;
  // A literal, so that partial indexes on live documents can be chosen.
  if (operand.sql === "del") return exactly(`del = ${value === true ? "1" : "0"}`);
  return exactly(`${operand.sql} = ?`, bound(value));
}

function notEqualTo(operand: Operand, value: unknown): Predicate {
  if (!isScalar(value)) return everything;
  if (value === null) return exactly(`${operand.sql} IS NOT NULL`);
  if (typeof value !== operand.kind) return always;
  return exactly(`${operand.sql} IS NOT ?`, bound(value));
}

function range(store: StoreTable, operand: Operand, sign: string, value: unknown): Predicate {
  if (!isScalar(value) || value === null || typeof value !== operand.kind) return everything;
  if (typeof value === "boolean") return everything;
  if (typeof value === "string" && !(operand.isColumn && isSqlOrdered(store.seen | textTraits(value)))) return everything;
  return exactly(`${operand.sql} ${sign} ?`, bound(value));
}

function memberOf(operand: Operand, value: unknown, wanted: boolean): Predicate {
  if (!Array.isArray(value) || !value.every(isScalar)) return everything;
  const list = JSON.stringify(value.filter((item) => typeof item === operand.kind));
  const item = operand.kind === "number" ? "CAST(value AS REAL)" : "value";
  const inList = `${operand.sql} ${wanted ? "" : "NOT "}IN (SELECT ${item} FROM json_each(?))`;
  const hasNull = value.includes(null);
  if (wanted) return hasNull ? exactly(`(${inList} OR ${operand.sql} IS NULL)`, list) : exactly(inList, list);
  return hasNull ? exactly(`(${inList} AND ${operand.sql} IS NOT NULL)`, list) : exactly(`(${inList} OR ${operand.sql} IS NULL)`, list);
}

function matching(operand: Operand, value: unknown, options: unknown): Predicate {
  const source = value instanceof RegExp ? value.source : value;
  const flags = options ?? (value instanceof RegExp ? value.flags : "");
  if (typeof source !== "string" || typeof flags !== "string" || !source.isWellFormed()) return everything;
  if (operand.kind !== "string") return never;
  patternFor(source, flags);
  return exactly(`usher_matches(?, ?, ${operand.sql})`, source, flags);
}

/** SQLite refuses expressions deeper than 1,000; a term with its AND or OR takes eight letters or more. */
const sqlLengthMax = 6_000;

function all(parts: readonly Predicate[]): Predicate {
  const known: Predicate[] = [];
  let length = 0;
  for (const part of parts) {
    length += part.sql?.length ?? 0;
    if (part.sql !== undefined && length <= sqlLengthMax) known.push(part);
  }
  return {
    sql: known.length === 0 ? undefined : known.map((part) => part.sql).join(" AND "),
    values: known.flatMap((part) => part.values),
    exact: known.length === parts.length && parts.every((part) => part.exact),
  };
}

function any(parts: readonly Predicate[]): Predicate {
  if (parts.length === 0 || parts.some((part) => part.sql === undefined)) return everything;
  const sql = `(${parts.map((part) => `(${part.sql ?? ""})`).join(" OR ")})`;
  if (sql.length > sqlLengthMax) return everything;
  return {
    sql,
    values: parts.flatMap((part) => part.values),
    exact: parts.every((part) => part.exact),
  };
}

function operation(store: StoreTable, operand: Operand, name: string, value: unknown, rest: Record<string, unknown>): Predicate {
  switch (name) {
    case "$eq":
      return equalTo(operand, value);
    case "$ne":
      return notEqualTo(operand, value);
    case "$gt":
      return range(store, operand, ">", value);
    case "$gte":
      return range(store, operand, ">=", value);
    case "$lt":
      return range(store, operand, "<", value);
    case "$lte":
      return range(store, operand, "<=", value);
    case "$in":
      return memberOf(operand, value, true);
    case "$nin":
      return memberOf(operand, value, false);
    case "$regex":
      return matching(operand, value, rest["$options"]);
    case "$options":
      return "$regex" in rest ? always : everything;
    default:
      return everything;
  }
}

function fieldPredicate(store: StoreTable, path: string, condition: unknown): Predicate {
  const operand = operandFor(store, path);
  if (operand === undefined) return everything;
  if (!isPlainObject(condition)) return condition instanceof RegExp ? everything : equalTo(operand, condition);
  const names = Object.keys(condition);
  if (names.length === 0 || !names.every((name) => name.startsWith("$"))) return everything;
  return all(names.map((name) => operation(store, operand, name, condition[name], condition)));
}

/** Compiles a Mango selector; what SQL cannot say is left out and makes the result inexact. */
export function compileSelector(store: StoreTable, selector: unknown): Predicate {
  if (!isPlainObject(selector)) return everything;
  return all(
    Object.entries(selector).map(([key, value]) => {
      if (!key.startsWith("$")) return fieldPredicate(store, key, value);
      if (!Array.isArray(value) || value.length === 0) return everything;
      if (key === "$and") return all(value.map((part) => compileSelector(store, part)));
      if (key === "$or") return any(value.map((part) => compileSelector(store, part)));
      return everything;
    }),
  );
}

/** The ORDER BY of a sort, or undefined when SQL would order otherwise than JavaScript. */
export function compileSort(store: StoreTable, sort: readonly object[]): string | undefined {
  const terms: string[] = [];
  for (const part of sort) {
    const [path = "", direction] = Object.entries(part)[0] ?? [];
    const operand = operandFor(store, path);
    if (operand === undefined || !operand.isColumn) return undefined;
    if (operand.kind === "string" && !isSqlOrdered(store.seen)) return undefined;
    if ((store.seen & traits.nulls) !== 0 && operand.sql.startsWith("c")) return undefined;
    terms.push(direction === "desc" ? `${operand.sql} DESC` : operand.sql);
  }
  return terms.join(", ");
}
