import { rmSync, statSync, writeFileSync, copyFileSync, readdirSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import type { AppStatus } from "#shared/api/app.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { everyone, followRun, openHub as openHubFor, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

const fast = { providerOptions: { practice: { speed: 500 } } };

const opened: OpenedHub[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const hub of opened.splice(0)) await hub.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-lost-"));
  folders.push(folder);
  return folder;
};

const openHub: typeof openHubFor = async (options) => {
  const hub = await openHubFor(options);
  opened.push(hub);
  return hub;
};

const statusOf = async (client: UsherClient): Promise<AppStatus> => {
  for await (const status of await client.app.status()) return status;
  throw new Error("the status ended");
};

interface SentFolder {
  readonly dataFolder: string;
  readonly weddingId: string;
  readonly campaignId: string;
  /** Copies of the journal, as a backup of the disk would have them: before anything was approved, and before anything was sent. */
  readonly empty: string;
  readonly approved: string;
}

const copyOf = async (dataFolder: string): Promise<string> => {
  const copy = join(await temporaryFolder(), "ledger.sqlite");
  copyFileSync(join(dataFolder, "ledger.sqlite"), copy);
  return copy;
};

/** A folder in which everybody got the save-the-date; the hub is stopped. */
const sentFolder = async (): Promise<SentFolder> => {
  const first = await openHub(fast);
  const { dataFolder } = first;
  const { weddingId } = await first.client.weddings.openSample();
  await first.hub.stop();
  const empty = await copyOf(dataFolder);
  const second = await openHub({ ...fast, dataFolder });
  const { campaignId } = await second.client.campaigns.create({
    weddingId,
    name: "Save the date",
    slot: "save-the-date",
    audience: { kind: "view", view: everyone },
  });
  const review = await second.client.campaigns.review({ campaignId });
  const { reviewHash, recipients } = review;
  await second.client.campaigns.approve({
    campaignId,
    reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: recipients,
  });
  await second.hub.stop();
  const approved = await copyOf(dataFolder);
  const third = await openHub({ ...fast, dataFolder });
  await third.client.campaigns.startNow({ campaignId });
  await followRun(third.client, campaignId);
  await third.hub.stop();
  return { dataFolder, weddingId, campaignId, empty, approved };
};

/** The first status that says something about sending. */
const problemOf = async (client: UsherClient): Promise<AppStatus["sendingProblem"]> => {
  for await (const { sendingProblem } of await client.app.status(undefined, { signal: AbortSignal.timeout(20_000) })) {
    if (sendingProblem !== null) return sendingProblem;
  }
  return null;
};

const removeJournal = (dataFolder: string): void => {
  for (const suffix of ["", "-wal", "-shm", "-echo"]) rmSync(join(dataFolder, `ledger.sqlite${suffix}`), { force: true });
};

describe("a send journal that is not the one of this store", { timeout: 120_000 }, () => {
  it.for([
    ["lost", (folder: string) => removeJournal(folder)],
    [
      "empty",
      (folder: string) => {
        removeJournal(folder);
        writeFileSync(join(folder, "ledger.sqlite"), "");
      },
    ],
    [
      "older than the approval",
      (folder: string, { empty }: SentFolder) => {
        removeJournal(folder);
        copyFileSync(empty, join(folder, "ledger.sqlite"));
      },
    ],
  ] as const)("%s: the screens open, nothing can be approved or sent, and the status says what to do (S1)", async ([, lose]) => {
    const sent = await sentFolder();
    const { dataFolder, weddingId } = sent;
    lose(dataFolder, sent);
    const hub = await openHub({ ...fast, dataFolder });
    expect((await statusOf(hub.client)).sendingProblem).toMatchObject({ code: "journal-lost" });
    await expect(sendToEveryone(hub.client, weddingId)).rejects.toThrow();
    const { campaignId } = await hub.client.campaigns.create({
      weddingId,
      name: "Invitation",
      slot: "invitation",
      audience: { kind: "view", view: everyone },
    });
    const review = await hub.client.campaigns.review({ campaignId });
    await expect(
      hub.client.campaigns.approve({
        campaignId,
        reviewHash: review.reviewHash,
        sawExcluded: true,
        decided: decisionsIn(review),
        typedNumber: review.recipients,
      }),
    ).rejects.toMatchObject({ data: { code: "journal-lost" } });
    await hub.close();
  });

  it("older than the last sends: it would send them again, so nothing is sent, and what the lists know is kept (S1)", async () => {
    const { dataFolder, campaignId, approved } = await sentFolder();
    removeJournal(dataFolder);
    copyFileSync(approved, join(dataFolder, "ledger.sqlite"));
    const hub = await openHub({ ...fast, dataFolder });
    expect(await problemOf(hub.client)).toMatchObject({ code: "journal-lost" });
    await hub.client.campaigns.startNow({ campaignId });
    const [run] = await followRun(hub.client, campaignId, ({ tally }) => tally.waiting > 0);
    expect(run?.tally).toMatchObject({ accepted: 0 });
    await hub.hub.stop();
    removeJournal(dataFolder);
    const again = await openHub({ ...fast, dataFolder });
    expect(await problemOf(again.client)).toMatchObject({ code: "journal-lost" });
    await again.close();
  });

  it.for([
    ["lost", () => undefined],
    ["older than the last sends", ({ dataFolder, approved }: SentFolder) => copyFileSync(approved, join(dataFolder, "ledger.sqlite"))],
  ] as const)("%s for good: a new one keeps every slot taken, sends nothing again, and other slots go out (S1)", async ([, putBack]) => {
    const sent = await sentFolder();
    const { dataFolder, weddingId, campaignId } = sent;
    removeJournal(dataFolder);
    putBack(sent);
    const lost = await openHub({ ...fast, dataFolder });
    await problemOf(lost.client);
    const begun = await lost.client.app.beginNewJournal();
    expect(begun.accepted).toBeGreaterThan(300);
    expect((await statusOf(lost.client)).sendingProblem).toMatchObject({ code: "journal-begun" });
    await lost.hub.stop();
    const hub = await openHub({ ...fast, dataFolder });
    const [run] = await followRun(hub.client, campaignId, () => true);
    expect(run?.tally).toMatchObject({ accepted: begun.accepted, held: begun.held, waiting: 0, sending: 0, sumCloses: true });
    expect((await statusOf(hub.client)).sendingProblem).toBeNull();
    await expect(hub.client.app.beginNewJournal()).rejects.toMatchObject({ data: { code: "journal-not-lost" } });
    await expect(sendToEveryone(hub.client, weddingId)).rejects.toThrow();
    const other = await sendToEveryone(hub.client, weddingId, "invitation");
    expect(other.approved).toBeGreaterThan(0);
    await followRun(hub.client, other.campaignId);
    await hub.close();
  });

  it("older than nothing but a stop: it would send what was stopped, so nothing is sent (S15)", async () => {
    const first = await openHub(fast);
    const { dataFolder } = first;
    const { weddingId } = await first.client.weddings.openSample();
    const { campaignId } = await sendToEveryone(first.client, weddingId);
    await followRun(first.client, campaignId);
    await first.hub.stop();
    const before = await copyOf(dataFolder);
    const second = await openHub({ ...fast, dataFolder });
    await second.client.app.pauseAllSending();
    await second.hub.stop();
    removeJournal(dataFolder);
    copyFileSync(before, join(dataFolder, "ledger.sqlite"));
    const third = await openHub({ ...fast, dataFolder });
    expect(await problemOf(third.client)).toMatchObject({ code: "journal-lost" });
    await third.client.app.beginNewJournal();
    await third.hub.stop();
    const fourth = await openHub({ ...fast, dataFolder });
    const { approved } = await sendToEveryone(fourth.client, weddingId, "invitation");
    expect(approved).toBeGreaterThan(0);
    await fourth.close();
  });

  it("the right one, put back, sends again", async () => {
    const { dataFolder, weddingId } = await sentFolder();
    const kept = join(await temporaryFolder(), "ledger.sqlite");
    copyFileSync(join(dataFolder, "ledger.sqlite"), kept);
    removeJournal(dataFolder);
    const lost = await openHub({ ...fast, dataFolder });
    await lost.hub.stop();
    removeJournal(dataFolder);
    copyFileSync(kept, join(dataFolder, "ledger.sqlite"));
    const hub = await openHub({ ...fast, dataFolder });
    expect((await statusOf(hub.client)).sendingProblem).toBeNull();
    const { campaignId } = await sendToEveryone(hub.client, weddingId, "invitation");
    await followRun(hub.client, campaignId);
    await hub.close();
  });
});

describe("a send journal that lacks only what was written lately", { timeout: 120_000 }, () => {
  it("is made whole again from its echo, and nobody gets anything twice (S1)", async () => {
    const { dataFolder, campaignId, approved } = await sentFolder();
    copyFileSync(approved, join(dataFolder, "ledger.sqlite"));
    const hub = await openHub({ ...fast, dataFolder });
    expect((await statusOf(hub.client)).sendingProblem).toBeNull();
    const [run] = await followRun(hub.client, campaignId, () => true);
    expect(run?.tally).toMatchObject({ waiting: 0, sending: 0, sumCloses: true });
    expect(run?.tally.accepted).toBeGreaterThan(300);
    await hub.close();
  });

  it("sends nothing when even the echo began later", async () => {
    const { dataFolder, empty } = await sentFolder();
    copyFileSync(empty, join(dataFolder, "ledger.sqlite"));
    const hub = await openHub({ ...fast, dataFolder });
    expect((await statusOf(hub.client)).sendingProblem).toMatchObject({ code: "journal-lost" });
    await hub.close();
  });
});

describe("the data folder", { timeout: 60_000 }, () => {
  it.skipIf(process.platform === "win32")("and every database in it can be read by their owner alone, an older one's too", async () => {
    const dataFolder = await temporaryFolder();
    await writeFile(join(dataFolder, "history.sqlite"), "", { mode: 0o644 });
    const hub = await openHub({ ...fast, dataFolder: join(dataFolder) });
    const { weddingId } = await hub.client.weddings.openSample();
    await sendToEveryone(hub.client, weddingId);
    const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(dataFolder)).toBe("700");
    const modes = readdirSync(dataFolder)
      .filter((name) => name.includes(".sqlite"))
      .map((name) => [name, modeOf(join(dataFolder, name))]);
    expect(modes.map(([name]) => name)).toEqual(
      expect.arrayContaining(["history.sqlite", "ledger.sqlite", "ledger.sqlite-wal", "store.sqlite"]),
    );
    expect(modes.filter(([, mode]) => mode !== "600")).toEqual([]);
    await hub.close();
  });

  it("that is a file is refused in words", async () => {
    const file = join(await temporaryFolder(), "data");
    await writeFile(file, "");
    await expect(openHub({ dataFolder: file })).rejects.toMatchObject({ problem: { code: "data-folder-not-writable" } });
  });
});
