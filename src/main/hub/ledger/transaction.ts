import type { DatabaseSync } from "node:sqlite";

/** All of `work` or nothing of it. */
export const inTransaction = <Result>(database: DatabaseSync, work: () => Result): Result => {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // Some faults end the transaction by themselves (sqlite.org/lang_transaction.html, 3.).
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
};
