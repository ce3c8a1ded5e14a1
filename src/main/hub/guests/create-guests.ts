import { createDevices, type Devices } from "./devices.ts";
import { purgeRemoved } from "#hub/store/index.ts";
import { createGuestList, type GuestList, type GuestsDeps } from "./guests.ts";
import { binMsMax } from "./history/bin.ts";
import { openHistoryFile } from "./history/history-file.ts";
import type { History } from "./history/history.ts";
import { createImports, type Imports } from "./import/imports.ts";
import { createListTools, type ListTools } from "./list/list-tools.ts";

/** The guests' room: the list, its history and bin, and imports. */
export interface Guests extends GuestList, ListTools, Devices {
  readonly history: History;
  readonly imports: Imports;
  /** Cheap: a wedding is indexed when somebody first looks at it. Begins to empty the bin of what is older than 30 days. */
  start(): Promise<void>;
  /** Forgets indexes and uploads, closes the history; open streams end with their signals. Idempotent. */
  stop(): Promise<void>;
}

/** How often the bin is emptied of what is too old. Entries are hidden at their minute; this is when they leave the disk. */
const emptyBinEveryMs = 3_600_000;

export const createGuests = (deps: GuestsDeps): Guests => {
  const { clock, logger } = deps;
  const file = openHistoryFile(deps.historyPath, clock, logger);
  const { list, history, indexes } = createGuestList(deps, file);
  const imports = createImports({ ...deps, history, indexOf: indexes.of });
  let cancelTimer: (() => void) | undefined;
  let emptying: Promise<void> = Promise.resolve();
  const forget = async (): Promise<void> => {
    await history.forgetBefore(clock.now() - binMsMax);
    for (const collection of [deps.collections.guests, deps.collections.households, deps.collections.responses])
      await purgeRemoved<never>(collection as never, binMsMax, () => clock.sleep(0));
  };
  const emptyBin = (): Promise<void> => {
    cancelTimer = clock.setTimer(emptyBinEveryMs, () => {
      emptying = emptyBin();
    });
    return forget().catch(() => logger.error("The bin could not be emptied."));
  };
  return {
    ...list,
    ...createDevices(deps),
    ...createListTools({ history, indexOf: indexes.of, clock }),
    history,
    imports,
    start: async () => {
      cancelTimer?.();
      await emptyBin();
    },
    stop: async () => {
      cancelTimer?.();
      await imports.stop();
      await emptying;
      await history.idle();
      indexes.stop();
      file.close();
    },
  };
};
