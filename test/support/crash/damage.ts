import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { createHub, type Hub } from "#hub/index.ts";
import { createSystemPorts } from "#hub/ports/system/index.ts";
import { messageIdOf } from "#hub/ledger/index.ts";
import { ledgerTables } from "#hub/ledger/ledger-schema.ts";
import type { UsherClient } from "#shared/api/contract.ts";
import { importGuests } from "../hub/import-guests.ts";
import { approveReviewed, everyone, followRun } from "../hub/open-hub.ts";
import { harmFile, type Harm } from "./harm.ts";

/** Data folders that are harmed again and again, and what they hold. */
export interface Specimens {
  readonly root: string;
  /** As a stopped hub left it, and as a killed one did: with logs that are not in the main files yet. */
  readonly stopped: string;
  readonly killed: string;
  readonly waitingCampaignId: string;
  /** The message of the waiting campaign to somebody whose address was blocked since. */
  readonly blockedMessageId: string;
}

export type LifeEnd = "stopped" | "killed";

export interface DamageCase {
  readonly end: LifeEnd;
  /** In the data folder. */
  readonly file: string;
  readonly harm: Harm;
  /** The planted bug: a journal without its echo. */
  readonly withoutEcho?: boolean;
}

/**
 * What became of a harmed file. `told`: people are told, and nothing is sent or what is damaged is held back. `mended`: it was noticed, and
 * everything is there. `harmless`: everything is there, the bytes meant nothing. The others must not happen to the send journal.
 */
export type DamageVerdict = "told" | "mended" | "harmless" | "silent" | "double" | "did-not-open";

export interface Judged {
  readonly verdict: DamageVerdict;
  readonly why: string;
}

const guests = 24;
/** A run of so few takes tenths of a second; with damage that holds it up, this is waited for, at most. */
const runMsMax = 5_000;
const waitingSlot = "invitation";
const practice = { practice: { speed: 1_000 } };

const open = async (dataFolder: string, log: (line: string) => void): Promise<Hub> => {
  const hub = await createHub({
    ...createSystemPorts(log, {}),
    dataFolder,
    host: "headless",
    version: "test",
    limits: { quietHoursPractice: null, lookUpAfterMs: 50, lookUpEveryMs: 50, heldAfterMs: 200, retryDelayMsBase: 20 },
    providerOptions: practice,
  });
  await hub.start();
  return hub;
};

/** Makes a wedding with one campaign that everybody got, and one that is approved and waits. */
export const makeSpecimens = async (): Promise<Specimens> => {
  const root = mkdtempSync(join(tmpdir(), "usher-damage-"));
  const living = join(root, "living");
  const hub = await open(living, () => undefined);
  const client = hub.client();
  const { id: weddingId } = await client.weddings.create({
    name: "Damage",
    date: "2027-06-12",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: true,
  });
  await importGuests(client, weddingId, "email", guests);
  const sent = await approve(client, weddingId, "save-the-date");
  await client.campaigns.startNow({ campaignId: sent });
  await followRun(client, sent);
  const waitingCampaignId = await approve(client, weddingId, waitingSlot);
  const blockedMessageId = await blockOne(client, weddingId, waitingSlot);
  const killed = join(root, "killed");
  cpSync(living, killed, { recursive: true });
  await hub.stop();
  return { root, stopped: living, killed, waitingCampaignId, blockedMessageId };
};

/** Blocks the address of one guest; answers the message that waits for them. */
const blockOne = async (client: UsherClient, weddingId: string, slot: string): Promise<string> => {
  for await (const frame of await client.guests.window({ weddingId, view: everyone, offset: 0, limit: 1 })) {
    const [guest] = frame.type === "snapshot" ? frame.rows : [];
    if (guest === undefined) break;
    await client.suppressions.add({ weddingId, channel: "email", address: guest.email });
    return messageIdOf(weddingId, slot, guest.id);
  }
  throw new Error("no guest is there");
};

const approve = async (client: UsherClient, weddingId: string, slot: string): Promise<string> => {
  const { campaignId } = await client.campaigns.create({ weddingId, name: slot, slot, audience: { kind: "view", view: everyone } });
  await approveReviewed(client, campaignId);
  return campaignId;
};

/** Harms one file of a copy, opens the whole hub on it, lets it send what waits, and compares what is there with what was. */
export const judgeDamage = async (
  specimens: Specimens,
  { end, file, harm, withoutEcho }: DamageCase,
  random: () => number,
): Promise<Judged> => {
  const folder = mkdtempSync(join(specimens.root, "case-"));
  try {
    cpSync(specimens[end], folder, { recursive: true });
    if (withoutEcho === true) rmSync(join(folder, "ledger.sqlite-echo"));
    const where = harmFile(join(folder, file), harm, random);
    if (where === undefined) return { verdict: "harmless", why: "the file is empty" };
    const before = rowsIn(specimens[end], folder);
    const listsBefore = listsIn(specimens[end], folder);
    const lived = await live(folder, specimens.waitingCampaignId);
    if (lived.refusal !== null) return { verdict: "did-not-open", why: `${where}: ${lived.refusal}` };
    const after = rowsIn(folder, folder);
    if (writesAnew(before, after).includes(specimens.blockedMessageId))
      return { verdict: "silent", why: `${where}: a blocked address was written to` };
    const judged = compareLists(listsBefore, listsIn(folder, folder), lived) ?? compare(before, after, lived);
    return { ...judged, why: `${where}: ${judged.why}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Lived {
  /** Why it did not open. */
  readonly refusal: string | null;
  /** The code of what stands over every screen. */
  readonly problem: string | null;
  /** What the log complains of. */
  readonly complaints: readonly string[];
}

const live = async (folder: string, campaignId: string): Promise<Lived> => {
  const complaints: string[] = [];
  const log = (line: string): void => {
    if (/"(?:warn|warning|error)"/iu.test(line)) complaints.push(line.trim());
  };
  let hub: Hub;
  try {
    hub = await open(folder, log);
  } catch (error) {
    return { refusal: String(error), problem: null, complaints };
  }
  const problem = await problemOrRun(hub.client(), campaignId);
  await hub.stop();
  return { refusal: null, problem, complaints };
};

/** The problem that is told, or null once the waiting campaign has been sent. */
const problemOrRun = async (client: UsherClient, campaignId: string): Promise<string | null> => {
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(runMsMax)]);
  const told = async (): Promise<string | null> => {
    for await (const { sendingProblem } of await client.app.status(undefined, { signal }))
      if (sendingProblem !== null) return sendingProblem.code;
    return null;
  };
  const sent = async (): Promise<null> => {
    await client.campaigns.startNow({ campaignId });
    for await (const { phase } of await client.campaigns.run({ campaignId }, { signal })) if (phase === "settled") return null;
    return null;
  };
  try {
    const status = told();
    return await Promise.race([status, sent().catch(() => status)]);
  } finally {
    ending.abort();
  }
};

/** Every row of the send journal whose sum holds, as text; `SELECT` without an index. Empty when the file cannot be read. */
const rowsIn = (source: string, scratch: string): ReadonlySet<string> => {
  const path = join(scratch, "copy-of-ledger");
  for (const suffix of ["", "-wal"]) {
    rmSync(path + suffix, { force: true });
    const from = join(source, `ledger.sqlite${suffix}`);
    if (existsSync(from)) cpSync(from, path + suffix);
  }
  const rows = new Set<string>();
  const database = new DatabaseSync(path);
  try {
    for (const table of ledgerTables) {
      for (const { body, sum } of database.prepare(`SELECT body, sum FROM ${table} NOT INDEXED`).iterate()) {
        if (crc32(String(body), crc32(table)) === sum) rows.add(`${table} ${String(body)}`);
      }
    }
  } catch {
    rows.clear();
  } finally {
    database.close();
  }
  return rows;
};

const compare = (before: ReadonlySet<string>, after: ReadonlySet<string>, { problem, complaints }: Lived): Judged => {
  const missing = [...before].filter((row) => !after.has(row));
  const acceptedBefore = new Set([...before].flatMap((row) => messageOf(row, '"kind":"accepted"')));
  const doubled = writesAnew(before, after).find((id) => acceptedBefore.has(id));
  if (doubled !== undefined) return { verdict: "double", why: doubled };
  if (problem !== null) return { verdict: "told", why: problem };
  const complaint = complaints.find((line) => line.includes("journal") || line.includes("read") || line.includes("damaged"));
  if (missing.length === 0) return { verdict: complaint === undefined ? "harmless" : "mended", why: complaint ?? "" };
  // A damaged row stays in the file, is set aside and counted, and its message is held back.
  return complaint === undefined ? { verdict: "silent", why: missing[0]?.slice(0, 200) ?? "" } : { verdict: "told", why: complaint };
};

/** Messages with an attempt that was not there before. */
const writesAnew = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] =>
  [...after].filter((row) => !before.has(row) && row.startsWith("attempt ")).flatMap((row) => messageOf(row, ""));

/** Collections that a send does not change. */
const still = ["weddings", "households", "guests", "suppressions"];

/** The documents of the guest data that a send leaves alone, as text. Null when the file cannot be read, or was begun anew. */
const listsIn = (source: string, scratch: string): ReadonlySet<string> | null => {
  const path = join(scratch, "copy-of-store");
  for (const suffix of ["", "-wal"]) {
    rmSync(path + suffix, { force: true });
    const from = join(source, `store.sqlite${suffix}`);
    if (existsSync(from)) cpSync(from, path + suffix);
  }
  const database = new DatabaseSync(path);
  try {
    const stores = database.prepare("SELECT store, collection FROM stores").all();
    return new Set(
      stores
        .filter(({ collection }) => still.includes(String(collection)))
        .flatMap(({ store }) => database.prepare(`SELECT data FROM docs_${String(store)} WHERE del = 0`).all())
        .map(({ data }) => String(data)),
    );
  } catch {
    return null;
  } finally {
    database.close();
  }
};

/** A document that is not what it was has to be told of. Undefined where there is nothing to say. */
const compareLists = (
  before: ReadonlySet<string> | null,
  after: ReadonlySet<string> | null,
  { problem, complaints }: Lived,
): Judged | undefined => {
  const missing = after === null ? ["the whole file"] : [...(before ?? [])].filter((document) => !after.has(document));
  if (missing.length === 0 || problem !== null) return undefined;
  const complaint = complaints.find((line) => line.includes("guest data") || line.includes("set aside"));
  return complaint === undefined ? { verdict: "silent", why: missing[0]?.slice(0, 200) ?? "" } : { verdict: "told", why: complaint };
};

const messageOf = (row: string, holding: string): string[] =>
  row.includes(holding) ? [/"messageId":"([^"]+)"/u.exec(row)?.[1] ?? ""].filter((id) => id !== "") : [];
