import { rmSync, statSync, writeFileSync, copyFileSync, readdirSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AppStatus } from "#shared/api/app.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { everyone, followRun, openHub, sendToEveryone } from "#test/hub/open-hub.ts";

const fast = { providerOptions: { practice: { speed: 500 } } };

const statusOf = async (client: UsherClient): Promise<AppStatus> => {
  for await (const status of await client.app.status()) return status;
  throw new Error("the status ended");
};

/** A folder in which everybody got the save-the-date; the hub is stopped. */
const sentFolder = async (): Promise<{ dataFolder: string; weddingId: string; early: string }> => {
  const first = await openHub(fast);
  const { weddingId } = await first.client.weddings.openSample();
  await first.hub.stop();
  // An older copy of the journal, as a backup of the disk would have it.
  const early = join(await mkdtemp(join(tmpdir(), "usher-early-")), "ledger.sqlite");
  copyFileSync(join(first.dataFolder, "ledger.sqlite"), early);
  const second = await openHub({ ...fast, dataFolder: first.dataFolder });
  const { campaignId } = await sendToEveryone(second.client, weddingId);
  await followRun(second.client, campaignId);
  await second.hub.stop();
  return { dataFolder: first.dataFolder, weddingId, early };
};

const removeJournal = (dataFolder: string): void => {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(dataFolder, `ledger.sqlite${suffix}`), { force: true });
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
      "older",
      (folder: string, early: string) => {
        removeJournal(folder);
        copyFileSync(early, join(folder, "ledger.sqlite"));
      },
    ],
  ] as const)("%s: the screens open, nothing can be approved or sent, and the status says what to do (S1)", async ([, lose]) => {
    const { dataFolder, weddingId, early } = await sentFolder();
    lose(dataFolder, early);
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
      hub.client.campaigns.approve({ campaignId, reviewHash: review.reviewHash, sawExcluded: true, typedNumber: review.recipients }),
    ).rejects.toMatchObject({ data: { code: "journal-lost" } });
    await hub.close();
  });

  it("the right one, put back, sends again", async () => {
    const { dataFolder, weddingId } = await sentFolder();
    const kept = join(await mkdtemp(join(tmpdir(), "usher-kept-")), "ledger.sqlite");
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

describe("the data folder", { timeout: 60_000 }, () => {
  it.skipIf(process.platform === "win32")("and every database in it can be read by their owner alone, an older one's too", async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), "usher-modes-"));
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
    const file = join(await mkdtemp(join(tmpdir(), "usher-file-")), "data");
    await writeFile(file, "");
    await expect(openHub({ dataFolder: file })).rejects.toMatchObject({ problem: { code: "data-folder-not-writable" } });
  });
});
