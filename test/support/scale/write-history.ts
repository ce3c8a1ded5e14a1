import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createLedgerWriter } from "#hub/ledger/ledger-writer.ts";
import { openLedger } from "#hub/ledger/index.ts";
import { fileNames } from "#hub/open-files.ts";
import { openStore, type Store } from "#hub/store/index.ts";
import type { RxCollection, RxDocumentData } from "rxdb/plugins/core";
import { emailText } from "#test/dispatch/approved.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { campaignOf, guestOf, pastCampaigns, pastMessage, pastWeddings, weddingOf, type PastCampaign } from "./history-rows.ts";

/** Documents of one transaction of the store. */
const documentsAtOnce = 2_000;
/** KiB: the indexes of a million messages, whose ids are hashes, are written in no order. */
const cacheKib = 1_500_000;

export interface History {
  readonly folder: string;
  readonly campaigns: readonly PastCampaign[];
  readonly messages: number;
}

/**
 * A data folder whose ledger and store remember `messages` messages, in the real formats with right checksums: rows by the ledger's own
 * writer without syncing, documents by the storage. Kept under `folder` and made only when it is not there (a million: some minutes).
 */
export const writeHistory = async (folder: string, messages: number): Promise<History> => {
  const campaigns = pastCampaigns(pastWeddings(messages));
  const history = { folder, campaigns, messages: campaigns.reduce((sum, { wedding }) => sum + wedding.guests, 0) };
  if (existsSync(folder)) return history;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const store = await openStore({ path: join(unfinished, fileNames.store) });
  try {
    await fillStore(store, campaigns);
    await fillBoth(join(unfinished, fileNames.ledger), store, campaigns);
  } finally {
    await store.close();
  }
  renameSync(unfinished, folder);
  return history;
};

const fillStore = async ({ collections }: Store, campaigns: readonly PastCampaign[]): Promise<void> => {
  const weddings = [...new Set(campaigns.map(({ wedding }) => wedding))];
  await insert(collections.weddings, weddings.map(weddingOf));
  await insert(collections.campaigns, campaigns.map(campaignOf));
  for (const wedding of weddings) {
    await insert(
      collections.guests,
      Array.from({ length: wedding.guests }, (_, index) => guestOf(wedding, index)),
    );
  }
};

const fillBoth = async (ledgerPath: string, { collections }: Store, campaigns: readonly PastCampaign[]): Promise<void> => {
  // Makes the file with its tables.
  await openLedger({ path: ledgerPath, clock: createSystemClock(), logger: silentLogger }).close();
  const database = new DatabaseSync(ledgerPath);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -${cacheKib}; PRAGMA wal_autocheckpoint = 100000`,
  );
  const writer = createLedgerWriter(database);
  let serial = 0;
  try {
    writer.transaction(() => writer.text(emailText));
    for (const campaign of campaigns) {
      const past = Array.from({ length: campaign.wedding.guests }, (_, index) => pastMessage(campaign, index, (serial += 1)));
      writer.transaction(() => {
        for (const { intent } of past) writer.intent(intent);
        const { id: campaignId, approvalId, approvedAt } = campaign;
        writer.approval({ approvalId, campaignId, revision: 1, approvedAt, count: past.length });
        for (const { attempts, facts } of past) writer.rows({ attempts, facts }, { attempts: [], facts: [], controls: [] });
      });
      await insert(
        collections.messages,
        past.map(({ message }) => message),
      );
    }
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
};

/** By the storage itself: RxDB would keep each document in its cache. */
const insert = async <Document>(collection: RxCollection<Document>, documents: readonly Document[]): Promise<void> => {
  const { storageInstance } = collection;
  const lwt = Date.UTC(2025, 0, 1);
  for (let start = 0; start < documents.length; start += documentsAtOnce) {
    const rows = documents.slice(start, start + documentsAtOnce).map((document) => ({
      document: {
        ...document,
        _deleted: false,
        _attachments: {},
        _meta: { lwt },
        _rev: "1-history",
      } as unknown as RxDocumentData<Document>,
    }));
    const { error } = await storageInstance.bulkWrite(rows, "history");
    if (error.length > 0) throw new Error("a document of the past was refused", { cause: error[0] });
  }
};
