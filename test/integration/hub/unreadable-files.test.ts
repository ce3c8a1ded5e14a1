import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  const { hub, client, dataFolder } = await openHub(fast);
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
