export type { StoreCollections } from "./collections.ts";
export { openStore, type Store, type StoreOptions } from "./open-store.ts";
