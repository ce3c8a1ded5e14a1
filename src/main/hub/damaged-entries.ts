import { lastChangesId, type DamagedEntry } from "#shared/domain/damaged-entry.ts";
import { liveValue } from "./live/index.ts";
import type { Clock } from "./ports/index.ts";
import type { DamagedRows, Store, StoreCollections } from "./store/index.ts";

/** What is damaged, as a person looks for it, and what becomes of it. */
export interface DamagedEntries {
  list(signal?: AbortSignal): AsyncGenerator<DamagedEntry[], void, void>;
  /**
   * What can be read counts from now on as it is; what cannot is forgotten. A block that cannot be read is left: forgotten, it would
   * let somebody be written to. Answers how many were left.
   */
  keepAll(): Promise<number>;
}

type Row = ReturnType<DamagedRows["all"]>[number];
type Documents = Readonly<Record<string, unknown>>;

export const createDamagedEntries = ({ collections, damaged }: Pick<Store, "collections" | "damaged">, clock: Clock): DamagedEntries => {
  const read = async ({ collection, id }: Row): Promise<Documents | null> => {
    const found = await (collections[collection] as StoreCollections["guests"]).findOne(id).exec();
    return found === null ? null : (found.toMutableJSON() as unknown as Documents);
  };
  const entries = (): Promise<DamagedEntry[]> =>
    Promise.all(
      damaged.all().map(async (row) => {
        const document = await read(row);
        return {
          kind: row.collection,
          id: row.id,
          name: document === null ? (row.id === lastChangesId ? "The last changes" : "") : nameIn(document),
          isReadable: document !== null,
        };
      }),
    );
  return {
    list: (signal) => liveValue({ read: entries, subscribe: damaged.onChange }, clock, signal),
    keepAll: async () => {
      for (const { kind, id, isReadable } of await entries()) {
        const isLostBlock = kind === "suppressions" && !isReadable && id !== lastChangesId;
        if (!isLostBlock) damaged.accept(kind, id);
      }
      return damaged.all().length;
    },
  };
};

/** Whatever a person would call it by. */
const nameIn = (document: Documents): string => {
  const text = (key: string): string => (typeof document[key] === "string" ? document[key] : "");
  const person = `${text("givenName")} ${text("familyName")}`.trim();
  return (person || text("name") || text("label") || text("address") || text("kind")).slice(0, 200);
};
