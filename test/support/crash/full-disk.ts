import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createHub, type Hub } from "#hub/index.ts";
import { createEnvironmentSecrets, createSystemPorts } from "#hub/ports/system/index.ts";
import { decisionsIn } from "#shared/api/campaigns.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { seededRandom } from "../dispatch/open-dispatcher.ts";
import { importGuests } from "../hub/import-guests.ts";
import { everyone, followRun } from "../hub/open-hub.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "../providers/resend-server.ts";

/** A real disk of few megabytes, mounted for this alone. */
interface SmallDisk {
  readonly folder: string;
  /** Takes all room but so many bytes. */
  fill(leftBytes: number): void;
  free(): void;
  unmount(): void;
}

/** Guest data, journal, their logs, and the room to fill. */
const diskMiB = 24;

/** Undefined where nobody may mount one: not root, or not Linux. */
const mountSmallDisk = (): SmallDisk | undefined => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "usher-full-"));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${diskMiB}m`, "tmpfs", folder]).status !== 0) return undefined;
  const filler = join(folder, "filler");
  return {
    folder,
    fill: (leftBytes) => {
      const file = openSync(filler, "a");
      const { bavail, bsize } = statfsSync(folder);
      try {
        for (let left = bavail * bsize - leftBytes; left > 0; left -= chunk.length) writeSync(file, chunk, 0, Math.min(left, chunk.length));
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => {
      spawnSync("umount", [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const chunk = Buffer.alloc(64 * 1024);

export interface FullDiskFigures {
  readonly rounds: number;
  readonly approved: number;
  readonly accepted: number;
  readonly doubles: number;
  readonly lost: number;
  /** Requests that came when the journal had fewer attempts than there had been requests. */
  readonly withoutRow: number;
  /** Times that a full disk held up sending, and the status did not say so; or that it went on by itself though the disk was full. */
  readonly untold: number;
  /** Approvals that a full disk refused with a code, a sentence and a next step. */
  readonly refusals: number;
  readonly faults: readonly string[];
}

const guests = 40;
/** Between full and free, sending goes on by itself: retries are five seconds apart. */
const resumeMsMax = 60_000;
/** What a fault leaves free: nothing, or room for a part of a commit. */
const leftBytesMax = 96 * 1024;

/** Fills the disk under a hub while it approves, while it sends, and before it starts; makes room again, and counts what arrived. */
export const fillDisks = async (rounds: number, seed: number): Promise<FullDiskFigures | undefined> => {
  const { next: random } = seededRandom(seed);
  const figures = { approved: 0, accepted: 0, doubles: 0, lost: 0, withoutRow: 0, untold: 0, refusals: 0, faults: [] as string[] };
  for (let round = 0; round < rounds; round += 1) {
    const disk = mountSmallDisk();
    if (disk === undefined) return undefined;
    try {
      await fillOne(disk, () => Math.floor(random() * leftBytesMax), figures);
    } finally {
      disk.unmount();
    }
  }
  return { ...figures, rounds };
};

type Counting = { -readonly [Name in keyof Omit<FullDiskFigures, "rounds" | "faults">]: number } & { readonly faults: string[] };

const fillOne = async (disk: SmallDisk, leftBytes: () => number, figures: Counting): Promise<void> => {
  const dataFolder = join(disk.folder, "data");
  let requests = 0;
  const server = await startResendServer({
    latencyMs: 5,
    fault: () => {
      requests += 1;
      if (attemptsIn(dataFolder) < requests) figures.withoutRow += 1;
      return undefined;
    },
  });
  let hub = await open(dataFolder, server);
  try {
    const client = hub.client();
    const weddingId = await makeWedding(client);
    const campaignIds: string[] = [];
    for (const slot of ["save-the-date", "news-1"]) {
      campaignIds.push(await approveOnFullDisk(client, await draft(client, weddingId, slot), disk, leftBytes(), figures));
    }
    // While it sends.
    const [first = "", second = ""] = campaignIds;
    await client.campaigns.startNow({ campaignId: first });
    await server.received(5);
    disk.fill(0);
    await told(hub, figures, "while it sends");
    const stoodAt = server.accepted().length;
    disk.free();
    await settled(client, first);
    if (server.accepted().length <= stoodAt && stoodAt < guests) figures.faults.push("it did not go on when there was room");
    // Before it starts, with messages that wait.
    await hub.stop();
    disk.fill(0);
    hub = await open(dataFolder, server);
    const before = server.accepted().length;
    await hub
      .client()
      .campaigns.startNow({ campaignId: second })
      .catch(() => undefined);
    await told(hub, figures, "at the start");
    if (server.accepted().length > before + sentOnLastRoom) figures.untold += 1;
    disk.free();
    await retried(() => hub.client().campaigns.startNow({ campaignId: second }));
    await settled(hub.client(), second);
    const ids = server.accepted().map(({ messageId }) => messageId);
    figures.approved += 2 * guests;
    figures.accepted += ids.length;
    figures.doubles += ids.length - new Set(ids).size;
    figures.lost += 2 * guests - new Set(ids).size;
  } finally {
    disk.free();
    await hub.stop();
    await server.stop();
  }
};

/** A log keeps some room of its own: so many commits may still fit into a page that is there already. */
const sentOnLastRoom = 8;

const open = async (dataFolder: string, server: ResendServer): Promise<Hub> => {
  const hub = await createHub({
    ...createSystemPorts(() => undefined, {}),
    secrets: createEnvironmentSecrets({ USHER_SECRET_RESEND_APIKEY: loopbackResendKey }),
    connectivity: { online: () => true, subscribe: () => () => undefined },
    dataFolder,
    host: "headless",
    version: "test",
    limits: { quietHours: null, lookUpAfterMs: 100, lookUpEveryMs: 100, retryDelayMsBase: 50, laneRestMsBase: 50, laneRestMsMax: 200 },
    providerOptions: { baseUrls: { resend: server.url }, rates: { resend: { perSecond: 40, burst: 2, concurrency: 2 } } },
  });
  await hub.start();
  return hub;
};

const makeWedding = async (client: UsherClient): Promise<string> => {
  await client.settings.saveProvider({ provider: "resend", values: { from: "Léa & Omar <hello@wedding.usher.test>" } });
  const { id: weddingId } = await client.weddings.create({
    name: "Full disk",
    date: "2027-06-12",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  await importGuests(client, weddingId, "email", guests);
  return weddingId;
};

const draft = async (client: UsherClient, weddingId: string, slot: string): Promise<string> =>
  (await client.campaigns.create({ weddingId, name: slot, slot, audience: { kind: "view", view: everyone } })).campaignId;

/** Tries on a full disk, then with room, until it is approved: by the first try, or by a later one. */
const approveOnFullDisk = async (
  client: UsherClient,
  campaignId: string,
  disk: SmallDisk,
  leftBytes: number,
  figures: Counting,
): Promise<string> => {
  const review = await client.campaigns.review({ campaignId });
  const approve = () =>
    client.campaigns.approve({
      campaignId,
      reviewHash: review.reviewHash,
      sawExcluded: true,
      decided: decisionsIn(review),
      typedNumber: review.recipients,
    });
  disk.fill(leftBytes);
  try {
    await approve();
  } catch (error) {
    if (codeOf(error) === "") figures.faults.push(`an approval on a full disk ended with ${String(error)}`);
    else figures.refusals += 1;
  } finally {
    disk.free();
  }
  const { campaign } = await client.campaigns.get({ campaignId });
  if (campaign.status === "draft") await retried(approve, ["already-approved"]);
  return campaignId;
};

const codeOf = (error: unknown): string => {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  return typeof data === "object" && data !== null && "code" in data ? String(data.code) : "";
};

/** What a full disk refused may be done again; one of these codes says that it has been done. */
const retried = async (work: () => Promise<unknown>, done: readonly string[] = []): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (done.includes(codeOf(error))) return;
      if (tries >= 5) throw error;
    }
  }
};

/** Within seconds the status says what is in the way. */
const told = async (hub: Hub, figures: Counting, when: string): Promise<void> => {
  try {
    for await (const { sendingProblem } of await hub.client().app.status(undefined, { signal: AbortSignal.timeout(20_000) })) {
      if (sendingProblem === null) continue;
      if (!/full|behind|write/u.test(sendingProblem.code)) figures.faults.push(`${when} it tells ${sendingProblem.code}`);
      return;
    }
  } catch {
    // Ended by the time limit.
  }
  figures.untold += 1;
  figures.faults.push(`${when} nothing is told`);
};

const settled = async (client: UsherClient, campaignId: string): Promise<void> => {
  const startedAt = performance.now();
  await followRun(client, campaignId);
  if (performance.now() - startedAt > resumeMsMax) throw new Error("it took too long to go on");
};

/** Looks at a copy: the hub holds the file. */
const attemptsIn = (dataFolder: string): number => {
  const folder = mkdtempSync(join(tmpdir(), "usher-look-"));
  try {
    for (const suffix of ["", "-wal"]) {
      const from = join(dataFolder, `ledger.sqlite${suffix}`);
      if (existsSync(from)) copyFileSync(from, join(folder, `ledger.sqlite${suffix}`));
    }
    const database = new DatabaseSync(join(folder, "ledger.sqlite"));
    const count = Number(database.prepare("SELECT count(*) AS n FROM attempt").get()?.["n"] ?? 0);
    database.close();
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
