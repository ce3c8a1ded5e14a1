import { createGuestList, type GuestList, type GuestsDeps } from "./guests.ts";
import type { History } from "./history/history.ts";
import { createImports, type Imports } from "./import/imports.ts";

/** The guests' room: the list, its history, and imports. */
export interface Guests extends GuestList {
  readonly history: History;
  readonly imports: Imports;
  /** Cheap: a wedding is indexed when somebody first looks at it. */
  start(): Promise<void>;
  /** Forgets indexes and uploads; open streams end with their signals. Idempotent. */
  stop(): Promise<void>;
}

export const createGuests = (deps: GuestsDeps): Guests => {
  const { list, history, indexes } = createGuestList(deps);
  const imports = createImports({ ...deps, history, indexOf: indexes.of });
  return {
    ...list,
    history,
    imports,
    start: async () => undefined,
    stop: async () => {
      indexes.stop();
      imports.stop();
    },
  };
};
