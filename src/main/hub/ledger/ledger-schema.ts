/** Version of the file. A newer one is refused: an older program must not write into it. */
export const ledgerVersion = 1;

export const ledgerTables = ["approval", "intent", "attempt", "fact", "control", "frozen_text"] as const;
export type LedgerTable = (typeof ledgerTables)[number];

/**
 * `body` is the whole row as JSON and `sum` its checksum; the other columns repeat what queries need and are compared
 * with the body on every read. Uniqueness is the database's business, not ours: a message has one attempt number 3,
 * a provider's event is one fact, a campaign's revision is approved once.
 */
const definition = `
  CREATE TABLE approval (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, approval_id TEXT NOT NULL UNIQUE, campaign_id TEXT NOT NULL,
    revision INTEGER NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE (campaign_id, revision)
  ) STRICT;
  CREATE TABLE intent (
    seq INTEGER PRIMARY KEY, message_id TEXT NOT NULL, approval_id TEXT NOT NULL,
    body TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE (message_id, approval_id)
  ) STRICT;
  CREATE TABLE attempt (
    seq INTEGER PRIMARY KEY, attempt_id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL, n INTEGER NOT NULL,
    body TEXT NOT NULL, sum INTEGER NOT NULL, UNIQUE (message_id, n)
  ) STRICT;
  CREATE TABLE fact (
    seq INTEGER PRIMARY KEY, fact_id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL, kind TEXT NOT NULL,
    body TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX fact_of_message ON fact (message_id, kind);
  CREATE TABLE control (
    seq INTEGER PRIMARY KEY, control_id TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE frozen_text (
    seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, body TEXT NOT NULL, sum INTEGER NOT NULL
  ) STRICT;`;

const refuseSql = (table: LedgerTable, change: "update" | "delete"): string => `
  CREATE TRIGGER ${table}_no_${change} BEFORE ${change.toUpperCase()} ON ${table}
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`;

const appendOnly = ledgerTables.flatMap((table) => [refuseSql(table, "update"), refuseSql(table, "delete")]).join("");

export const ledgerSchemaSql = `BEGIN;${definition}${appendOnly}
  PRAGMA user_version = ${ledgerVersion};
  COMMIT;`;

/** Around the one change that is allowed: columns put right from a body whose sum holds. */
export const allowUpdateSql = (table: LedgerTable): string => `DROP TRIGGER ${table}_no_update`;
export const refuseUpdateSql = (table: LedgerTable): string => refuseSql(table, "update");
