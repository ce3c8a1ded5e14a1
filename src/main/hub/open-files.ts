import { join } from "node:path";
import type { HubDeps } from "./create-hub.ts";
import { deviceIdOf } from "./device.ts";
import { journalProblems, openLedger, type Ledger } from "./ledger/index.ts";
import { isJournalLost } from "./lost-journal.ts";
import { explainDataFolder } from "./ports/system/index.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { openStore, type Store } from "./store/index.ts";

export const fileNames = { ledger: "ledger.sqlite", store: "store.sqlite", history: "history.sqlite" } as const;

export interface OpenFiles {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly deviceId: string;
}

/**
 * Opens the data folder. A ledger that is not the one of this store opens too, but nothing can be approved or sent with it
 * (`journal-lost`). Throws `UsherError` when the folder or a file cannot be used; nothing is left open then.
 */
export const openFiles = async ({ dataFolder, clock, ids, logger }: HubDeps): Promise<OpenFiles> => {
  const deviceId = await prepareFolder(dataFolder, () => deviceIdOf(dataFolder, ids));
  const ledger = openLedger({ path: join(dataFolder, fileNames.ledger), clock, logger });
  try {
    const store = await openStore({ path: join(dataFolder, fileNames.store) });
    if (await isJournalLost(store, ledger)) {
      logger.error("The send journal does not know what this store says was approved.", { code: journalProblems.lost.code });
      ledger.block(journalProblems.lost);
    }
    return { ledger, store, deviceId };
  } catch (error) {
    await ledger.close();
    throw error;
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
