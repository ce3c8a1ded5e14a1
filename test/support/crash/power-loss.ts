import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { seededRandom, silentLogger } from "../dispatch/open-dispatcher.ts";
import { emailText, smsText } from "../dispatch/approved.ts";
import { frozenTextSha256 } from "#hub/ledger/index.ts";
import { recordDisk, type DiskStep } from "./disk-trace.ts";
import type { Told } from "./ledger-life.ts";
import { createFallibleDisk, survivals, type DiskState } from "./lost-power.ts";

export interface PowerLossOptions {
  readonly strace: string;
  /** States to build; those that are alike count once. */
  readonly states: number;
  /** `NORMAL` is the planted bug that must be found. */
  readonly synchronous: "FULL" | "NORMAL";
  /** Appends of each of the two lives that are recorded. */
  readonly appends: number;
  readonly seed: number;
}

export interface PowerLossFigures {
  /** Different states that were opened. */
  readonly states: number;
  readonly diskSteps: number;
  readonly acknowledged: number;
  /** States in which at least one acknowledged row was missing. */
  readonly statesWithLosses: number;
  readonly lostRows: number;
  /** Rows found of which the rest of their commit was missing. */
  readonly halfWritten: number;
  /** States that the ledger refused, or found damaged. */
  readonly refused: number;
  readonly faults: readonly string[];
}

const script = join(import.meta.dirname, "ledger-life.ts");
const faultsToldMax = 5;

/** Records what the production ledger does to the disk, cuts the power at many points, and opens what may be left with the same ledger. */
export const losePower = async ({ strace, states, synchronous, appends, seed }: PowerLossOptions): Promise<PowerLossFigures> => {
  // In memory: what a disk keeps is computed here, and a thousand states need no disk of ours.
  const base = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "usher-power-"));
  try {
    const recorded = join(base, "recorded");
    await mkdir(recorded);
    const steps = await recordDisk(strace, recorded, script, [join(recorded, "ledger.sqlite"), synchronous, String(appends)]);
    return await judgeStates(steps, base, states, seed);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
};

interface Commit {
  readonly rows: readonly string[];
  acknowledged: boolean;
}

const judgeStates = async (steps: readonly DiskStep[], base: string, states: number, seed: number): Promise<PowerLossFigures> => {
  const { next: random } = seededRandom(seed);
  const disk = createFallibleDisk();
  const commits = new Map<number, Commit>();
  const seen = new Set<string>();
  const figures = { statesWithLosses: 0, lostRows: 0, halfWritten: 0, refused: 0, faults: [] as string[] };
  // As many points as it takes, evenly, with one state of each kind at every one. Alike ones are skipped, so more are asked for than needed.
  const chance = Math.min(1, (states * 2.2) / (steps.length * survivals.length));
  for (const [index, step] of steps.entries()) {
    disk.take(step);
    if (step.kind === "told") hear(commits, JSON.parse(step.line) as Told);
    if (random() >= chance) continue;
    for (const survival of survivals) {
      const state = disk.left(survival, random);
      const print = printOf(state);
      if (seen.has(print) || seen.size >= states) continue;
      seen.add(print);
      const folder = join(base, `state-${seen.size}`);
      const fault = await judge(folder, state, [...commits.values()], figures);
      if (fault !== undefined && figures.faults.length < faultsToldMax) figures.faults.push(`after step ${index}, ${survival}: ${fault}`);
      await rm(folder, { recursive: true, force: true });
    }
  }
  const acknowledged = [...commits.values()].filter((commit) => commit.acknowledged).reduce((sum, { rows }) => sum + rows.length, 0);
  return { ...figures, states: seen.size, diskSteps: steps.length, acknowledged };
};

const hear = (commits: Map<number, Commit>, { kind, n, rows }: Told): void => void commits.set(n, { rows, acknowledged: kind === "ack" });

const printOf = (state: DiskState): string =>
  [...state]
    .map(([name, bytes]) => `${name}:${bytes.length}:${crc32(bytes)}`)
    .toSorted()
    .join(" ");

type Counts = { statesWithLosses: number; lostRows: number; halfWritten: number; refused: number };

/** What is wrong with a state, in words; counts it. */
const judge = async (folder: string, state: DiskState, commits: readonly Commit[], counts: Counts): Promise<string | undefined> => {
  await mkdir(folder);
  for (const [name, bytes] of state) await writeFile(join(folder, name), bytes);
  let found: ReadonlySet<string>;
  try {
    found = await rowsIn(join(folder, "ledger.sqlite"));
  } catch (error) {
    counts.refused += 1;
    return String(error);
  }
  const missing = commits.filter(({ acknowledged }) => acknowledged).flatMap(({ rows }) => rows.filter((row) => !found.has(row)));
  const half = commits.filter(({ rows }) => rows.some((row) => found.has(row)) && !rows.every((row) => found.has(row)));
  counts.lostRows += missing.length;
  counts.statesWithLosses += missing.length > 0 ? 1 : 0;
  counts.halfWritten += half.length;
  if (missing.length > 0) return `${missing.length} acknowledged rows are lost, ${String(missing[0])} first`;
  return half.length > 0 ? `of a commit only some rows are there: ${half[0]?.rows.join(" ") ?? ""}` : undefined;
};

/** Opens, checks and reads it whole, as a start does. Throws when the ledger says that something is wrong. */
const rowsIn = async (path: string): Promise<ReadonlySet<string>> => {
  const ledger = openLedger({ path, clock: createSystemClock(), logger: silentLogger });
  try {
    await ledger.check();
    if (ledger.problem() !== null || ledger.stats().damagedRows > 0)
      throw new Error(`the ledger finds itself damaged: ${JSON.stringify(ledger.problem())}`);
    return new Set(await idsIn(ledger));
  } finally {
    await ledger.close();
  }
};

const idsIn = async (ledger: Ledger): Promise<string[]> => {
  const approvals = ledger.readApprovals();
  const ids = [
    ...approvals.map(({ approvalId }) => `approval:${approvalId}`),
    ...ledger.readControls().map(({ controlId }) => `control:${controlId}`),
  ];
  for await (const page of ledger.readAll()) {
    for (const { intent, attempts, facts } of page) {
      ids.push(`intent:${intent.messageId}`);
      ids.push(...attempts.map(({ attemptId }) => `attempt:${attemptId}`), ...facts.map(({ factId }) => `fact:${factId}`));
    }
  }
  const texts = [emailText, smsText].map((text) => ledger.frozenText(frozenTextSha256(text)));
  if (approvals.length > 0 && texts.includes(undefined)) throw new Error("an approval is there, and a text of it is not");
  return ids;
};
