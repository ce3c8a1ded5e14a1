export type { StoreCollections } from "./collections.ts";
export type { DamagedRows } from "./damaged-rows.ts";
export { openStore, type Store, type StoreOptions } from "./open-store.ts";
export { purgeRemoved } from "./purge-removed.ts";
export { readPages } from "./read-pages.ts";
export { readStored, removeStored } from "./stored-documents.ts";
