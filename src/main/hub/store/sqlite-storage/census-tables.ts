import type { Connection } from "./connection.ts";
import type { Census } from "./types.ts";

/**
 * How many documents of a store share the same values of a few fields, and where they stand in one order: what a long list
 * needs to answer any page, and its length, without walking over what comes before. Three small tables, kept by triggers in the
 * transaction of the document itself, so that no crash comes between.
 *
 * `_tuple` numbers each combination of values, `_tally` counts the documents of a combination in each span of the order, `_place` is
 * the order itself.
 */
export const createCensus = (connection: Connection, table: string, census: Census, orderColumn: string): void => {
  const keys = census.by.map((_, at) => `k${String(at)}`);
  const sql = triggerParts(table, census, orderColumn);
  connection.database.exec(`
    CREATE TABLE ${table}_tuple(tuple INTEGER PRIMARY KEY, ${keys.join(", ")});
    CREATE INDEX ${table}_tuple_of ON ${table}_tuple(${keys.join(", ")});
    CREATE TABLE ${table}_tally(tuple INTEGER NOT NULL, span INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(tuple, span)) WITHOUT ROWID;
    CREATE TABLE ${table}_place(tuple INTEGER NOT NULL, at REAL NOT NULL, id TEXT NOT NULL, PRIMARY KEY(tuple, at DESC, id)) WITHOUT ROWID;
    CREATE TRIGGER ${table}_census_insert AFTER INSERT ON ${table} BEGIN ${sql.add} END;
    CREATE TRIGGER ${table}_census_update AFTER UPDATE ON ${table} BEGIN ${sql.remove} ${sql.add} END;
    CREATE TRIGGER ${table}_census_delete AFTER DELETE ON ${table} BEGIN ${sql.remove} END`);
};

/** Idempotent. */
export const dropCensus = (connection: Connection, table: string): void => {
  for (const change of ["insert", "update", "delete"]) connection.database.exec(`DROP TRIGGER IF EXISTS ${table}_census_${change}`);
  for (const part of ["tuple", "tally", "place"]) connection.database.exec(`DROP TABLE IF EXISTS ${table}_${part}`);
};

const triggerParts = (table: string, { by, spanSize }: Census, orderColumn: string): { readonly add: string; readonly remove: string } => {
  const values = (row: string): string[] => by.map((path) => `json_extract(${row}.data, '$."${path}"')`);
  const isTuple = (row: string): string =>
    values(row)
      .map((value, at) => `k${String(at)} IS ${value}`)
      .join(" AND ");
  const tupleOf = (row: string): string => `(SELECT tuple FROM ${table}_tuple WHERE ${isTuple(row)})`;
  const spanOf = (row: string): string => `CAST(${row}.${orderColumn} / ${String(spanSize)} AS INTEGER)`;
  const oldTally = `OLD.del = 0 AND tuple = ${tupleOf("OLD")} AND span = ${spanOf("OLD")}`;
  return {
    remove: `
      DELETE FROM ${table}_place WHERE OLD.del = 0 AND tuple = ${tupleOf("OLD")} AND at = OLD.${orderColumn} AND id = OLD.id;
      UPDATE ${table}_tally SET n = n - 1 WHERE ${oldTally};
      DELETE FROM ${table}_tally WHERE ${oldTally} AND n = 0;`,
    add: `
      INSERT INTO ${table}_tuple(${by.map((_, at) => `k${String(at)}`).join(", ")}) SELECT ${values("NEW").join(", ")}
        WHERE NEW.del = 0 AND NOT EXISTS (SELECT 1 FROM ${table}_tuple WHERE ${isTuple("NEW")});
      INSERT INTO ${table}_place(tuple, at, id) SELECT ${tupleOf("NEW")}, NEW.${orderColumn}, NEW.id WHERE NEW.del = 0;
      INSERT INTO ${table}_tally(tuple, span, n) SELECT ${tupleOf("NEW")}, ${spanOf("NEW")}, 1 WHERE NEW.del = 0
        ON CONFLICT(tuple, span) DO UPDATE SET n = n + 1;`,
  };
};
