import { join } from "node:path";
import type { HubDeps } from "./create-hub.ts";
import { deviceIdOf } from "./device.ts";
import { journalProblems, openLedger, type Ledger } from "./ledger/index.ts";
import { isJournalLost } from "./lost-journal.ts";
import { createOrderMemory, type OrderMemory } from "./order-memory.ts";
import { createSettingsStore } from "./settings-store.ts";
import { UsherError } from "#shared/problem.ts";
import { explainDataFolder } from "./ports/system/index.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { setAside, wasSetAside } from "./set-aside.ts";
import { openStore, type Store } from "./store/index.ts";

export const fileNames = {
  ledger: "ledger.sqlite",
  store: "store.sqlite",
  history: "history.sqlite",
  exchanges: "exchanges.sqlite",
} as const;

export interface OpenFiles {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly deviceId: string;
  readonly orders: OrderMemory;
}

/**
 * Opens the data folder. The screens open whatever is damaged: a file that cannot be read is set aside, never deleted, and begun anew.
 * With a ledger that is not the one of this store (`journal-lost`), or a store that lacks what was approved (`store-lost`), nothing can be
 * approved or sent. Throws `UsherError` when the folder or a file cannot be used; nothing is left open then.
 */
export const openFiles = async (deps: HubDeps): Promise<OpenFiles> => {
  const { dataFolder, ids, logger } = deps;
  const deviceId = await prepareFolder(dataFolder, () => deviceIdOf(dataFolder, ids));
  const ledger = await openOrBegin(deps, fileNames.ledger, "ledger-damaged", async (path) => openLedger({ ...deps, path }));
  try {
    const store = await openOrBegin(deps, fileNames.store, "store-damaged", (path) => openStore({ path, logger }));
    const orders = createOrderMemory({ ...deps, settings: createSettingsStore(store.opened.collections), deviceId });
    await blockWhatIsLost(deps, { ledger: ledger.opened, store: store.opened, orders, begunAnew: ledger.begunAnew }).catch(
      (error: unknown) => {
        logger.error("The send journal could not be compared with the store.", { reason: String(error) });
        ledger.opened.block(journalProblems.damaged);
      },
    );
    return { ledger: ledger.opened, store: store.opened, deviceId, orders };
  } catch (error) {
    await ledger.opened.close();
    throw error;
  }
};

/** Opens a file; one that cannot be read (`damagedCode`) is set aside first. */
const openOrBegin = async <File>(
  { dataFolder, clock, logger }: HubDeps,
  name: string,
  damagedCode: string,
  open: (path: string) => Promise<File>,
): Promise<{ readonly opened: File; readonly begunAnew: boolean }> => {
  const path = join(dataFolder, name);
  try {
    return { opened: await open(path), begunAnew: false };
  } catch (error) {
    if (!(error instanceof UsherError) || error.problem.code !== damagedCode) throw error;
    logger.error("A file of the data folder cannot be read; it was set aside and begun anew.", { file: name, reason: String(error.cause) });
    await setAside(path, clock.now());
    return { opened: await open(path), begunAnew: true };
  }
};

interface Compared extends Pick<OpenFiles, "ledger" | "store" | "orders"> {
  readonly begunAnew: boolean;
}

const blockWhatIsLost = async ({ dataFolder, logger }: HubDeps, { ledger, store, orders, begunAnew }: Compared): Promise<void> => {
  // Unless its echo has brought a new one all that there was.
  const isNew = begunAnew && ledger.approvedRevisions().size === 0;
  if (isNew || (await isJournalLost(store, ledger)) || !(await orders.isKnownTo(ledger))) {
    logger.error("The send journal does not know what this store says was approved or ordered.", { code: journalProblems.lost.code });
    ledger.block(journalProblems.lost);
  }
  const isEmpty = (await store.collections.weddings.findOne().exec()) === null;
  if (isEmpty && (ledger.approvedRevisions().size > 0 || (await wasSetAside(join(dataFolder, fileNames.store))))) {
    logger.error("The store does not have the weddings that the send journal is about.", { code: journalProblems.storeLost.code });
    ledger.block(journalProblems.storeLost);
  }
};

const prepareFolder = async (dataFolder: string, then: () => Promise<string>): Promise<string> => {
  try {
    await makePrivateFolder(dataFolder, Object.values(fileNames));
    return await then();
  } catch (error) {
    throw explainDataFolder(dataFolder, error);
  }
};
