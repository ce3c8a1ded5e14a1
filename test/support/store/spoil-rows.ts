import { DatabaseSync } from "node:sqlite";

/** Zeros in the middle of every document of a collection, or of one, as a failing disk leaves them. Answers how many. */
export const spoilRows = (path: string, collection: string, id?: string): number => {
  const database = new DatabaseSync(path);
  const { store } = database.prepare("SELECT store FROM stores WHERE collection = ?").get(collection) as { store: number };
  // They read the document.
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string }[])
    database.exec(`DROP TRIGGER ${name}`);
  const spoilt = `UPDATE docs_${store} SET data = substr(data, 1, 20) || char(0, 0, 0, 0) || substr(data, 25)`;
  const { changes } = id === undefined ? database.prepare(spoilt).run() : database.prepare(`${spoilt} WHERE id = ?`).run(id);
  database.close();
  return Number(changes);
};
