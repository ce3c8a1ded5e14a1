import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { damageFiles } from "#test/crash/damage-many.ts";
import type { AppStatus } from "#shared/api/app.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

const fast = { providerOptions: { practice: { speed: 500 } } };
const opened: OpenedHub[] = [];
afterEach(async () => {
  for (const hub of opened.splice(0)) await hub.close();
});

const again = async (dataFolder: string): Promise<OpenedHub> => {
  const hub = await openHub({ ...fast, dataFolder });
  opened.push(hub);
  return hub;
};

/** A folder in which everybody got the save-the-date; the hub is stopped. */
const sentFolder = async (): Promise<{ dataFolder: string; campaignId: string }> => {
  const first = await openHub(fast);
  opened.push(first);
  const { hub, client, dataFolder } = first;
  const { weddingId } = await client.weddings.openSample();
  const { campaignId } = await sendToEveryone(client, weddingId);
  await followRun(client, campaignId);
  await hub.stop();
  return { dataFolder, campaignId };
};

const problemOf = async (client: UsherClient): Promise<AppStatus["sendingProblem"]> => {
  for await (const { sendingProblem } of await client.app.status()) return sendingProblem;
  return null;
};

/** Empties the page in which a table of the send journal begins. */
const emptyRootOf = (dataFolder: string, table: string): void => {
  const path = join(dataFolder, "ledger.sqlite");
  const database = new DatabaseSync(path);
  const page = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.["rootpage"]);
  const size = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0, (page - 1) * size, page * size);
  writeFileSync(path, bytes);
};

const ruin = Buffer.from("this is no database at all ".repeat(400));

describe("a file that is no database at all", { timeout: 120_000 }, () => {
  it("the send journal: it is set aside whole, the screens open, nothing is sent, and a new one can be begun (S1)", async () => {
    const { dataFolder, campaignId } = await sentFolder();
    writeFileSync(join(dataFolder, "ledger.sqlite"), ruin);
    rmSync(join(dataFolder, "ledger.sqlite-echo"));
    const first = await again(dataFolder);
    expect(await problemOf(first.client)).toMatchObject({ code: "journal-lost" });
    expect((await first.client.campaigns.get({ campaignId })).campaign.status).toBe("approved");
    const aside = readdirSync(dataFolder).find((name) => name.startsWith("ledger.sqlite.unread-")) ?? "";
    expect(readFileSync(join(dataFolder, aside)).equals(ruin)).toBe(true);
    await first.hub.stop();
    const second = await again(dataFolder);
    expect(await problemOf(second.client)).toMatchObject({ code: "journal-lost" });
    const begun = await second.client.app.beginNewJournal();
    expect(begun.accepted).toBeGreaterThan(300);
    await second.hub.stop();
    const third = await again(dataFolder);
    expect(await problemOf(third.client)).toBeNull();
    const [run] = await followRun(third.client, campaignId, () => true);
    expect(run?.tally).toMatchObject({ accepted: begun.accepted, waiting: 0, sumCloses: true });
  });

  it("the send journal, while its echo still has all of it: a new one is made from that", async () => {
    const { dataFolder, campaignId } = await sentFolder();
    writeFileSync(join(dataFolder, "ledger.sqlite"), ruin);
    const hub = await again(dataFolder);
    expect(await problemOf(hub.client)).toBeNull();
    const [run] = await followRun(hub.client, campaignId, () => true);
    expect(run?.tally).toMatchObject({ waiting: 0, sending: 0, sumCloses: true });
    expect(run?.tally.accepted).toBeGreaterThan(300);
  });

  it("the guest data: it is set aside whole, the journal is not touched, and nothing is sent until it is put back", async () => {
    const { dataFolder, campaignId } = await sentFolder();
    const path = join(dataFolder, "store.sqlite");
    const good = readFileSync(path);
    writeFileSync(path, ruin);
    for (let start = 0; start < 2; start += 1) {
      const hub = await again(dataFolder);
      expect(await problemOf(hub.client)).toMatchObject({ code: "store-lost" });
      await hub.hub.stop();
    }
    expect(readdirSync(dataFolder).some((name) => name.startsWith("store.sqlite.unread-"))).toBe(true);
    for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
    writeFileSync(path, good);
    const hub = await again(dataFolder);
    expect(await problemOf(hub.client)).toBeNull();
    const [run] = await followRun(hub.client, campaignId, () => true);
    expect(run?.tally).toMatchObject({ waiting: 0, sumCloses: true });
  });

  it("the name of this computer: it gets a new one", async () => {
    const { hub, dataFolder } = await openHub(fast);
    await hub.stop();
    writeFileSync(join(dataFolder, "device.json"), '{"deviceId":');
    await again(dataFolder);
    expect(existsSync(join(dataFolder, "device.json"))).toBe(true);
  });
});

describe("files that came to harm", { timeout: 120_000 }, () => {
  it("open, and of the send journal nothing is lost in silence (`npm run test:crash` harms 1,000)", async () => {
    const { faults, plantedFound, verdicts } = await damageFiles(20, 1, Date.now() % 1_000_000);
    expect(faults).toEqual([]);
    expect([plantedFound > 0, verdicts.told + verdicts.mended > 0]).toEqual([true, true]);
  });
});

describe("a send journal of which the first page of a table is empty", { timeout: 120_000 }, () => {
  it.each(["approval", "intent", "attempt", "fact", "frozen_text"])("%s: the screens open, and nothing is sent (S1)", async (table) => {
    const { dataFolder, campaignId } = await sentFolder();
    emptyRootOf(dataFolder, table);
    const { client } = await again(dataFolder);
    await expect.poll(async () => (await problemOf(client))?.code).toMatch(/^(?:ledger|journal)-/u);
    expect((await client.campaigns.get({ campaignId })).campaign.status).toBe("approved");
  });

  it("control, without which no stop would be known: it is set aside, and made whole from its echo (S15)", async () => {
    const { dataFolder, campaignId } = await sentFolder();
    emptyRootOf(dataFolder, "control");
    const { client } = await again(dataFolder);
    expect(readdirSync(dataFolder).some((name) => name.startsWith("ledger.sqlite.unread-"))).toBe(true);
    const run = (await followRun(client, campaignId)).at(-1);
    expect(run?.tally).toMatchObject({ waiting: 0, sending: 0, sumCloses: true });
    expect(await problemOf(client)).toBeNull();
  });
});
