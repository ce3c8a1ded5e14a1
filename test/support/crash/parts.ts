import { atLeast, exactly, type Figure } from "../figures.ts";
import { damageFiles } from "./damage-many.ts";
import { ensureStrace } from "./disk-trace.ts";
import { fillDisks } from "./full-disk.ts";
import { killHubs, type KillFigures } from "./kills.ts";
import { buildLife } from "./lives.ts";
import { losePower } from "./power-loss.ts";

/** How much of each part is done. */
export interface CrashAmounts {
  readonly kills: number;
  readonly states: number;
  readonly files: number;
  readonly fullDisks: number;
}

/** The figures of the issue. */
export const fullAmounts: CrashAmounts = { kills: 500, states: 2_000, files: 1_000, fullDisks: 3 };

export interface CrashPart {
  readonly name: string;
  readonly run: (amounts: CrashAmounts, say: (line: string) => void) => Promise<readonly Figure[]>;
}

/** Both cores of a small machine, and never more: lives that wait for each other test nothing. */
const scenariosAtOnce = 2;

const sum = (all: readonly KillFigures[], of: (figures: KillFigures) => number): number => all.reduce((total, one) => total + of(one), 0);

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const kills: CrashPart["run"] = async (amounts, say) => {
  const { script, remove } = await buildLife();
  const seed = Date.now() % 1_000_000;
  const said = ({ scenario, kills: killed, approved, accepted, doubles, lost, held, asked, takenOver }: KillFigures): void =>
    say(
      `  ${scenario}: ${killed} kills, ${approved} approved, ${accepted} accepted, ${doubles} double, ${lost} lost, ${held} held, ` +
        `${asked} look-ups, ${takenOver} by a second provider`,
    );
  const all = await killHubs({ script, kills: amounts.kills, parallel: scenariosAtOnce, seed, said }).finally(remove);
  const recovery = all.flatMap(({ recoveryMs }) => recoveryMs).toSorted((a, b) => a - b);
  return [
    { name: "kill -9: kills", value: sum(all, (one) => one.kills), must: atLeast(amounts.kills) },
    { name: "kill -9: messages accepted", value: sum(all, (one) => one.accepted), must: null },
    { name: "kill -9: double", value: sum(all, (one) => one.doubles), must: exactly(0) },
    { name: "kill -9: lost", value: sum(all, (one) => one.lost), must: exactly(0) },
    { name: "kill -9: held for a person", value: sum(all, (one) => one.held), must: null },
    { name: "kill -9: sent without a row in the journal", value: sum(all, (one) => one.unwritten), must: exactly(0) },
    { name: "kill -9: files that quick_check complains about", value: sum(all, (one) => one.broken), must: exactly(0) },
    { name: "kill -9: start of the process to first send, p50", value: percentile(recovery, 0.5), unit: "ms", must: null },
    { name: "kill -9: start of the process to first send, p95", value: percentile(recovery, 0.95), unit: "ms", must: null },
  ];
};

/** Two lives of some hundred commits and a checkpoint. */
const appendsRecorded = 100;
/** NORMAL loses rows in most states: a few are enough to see it. */
const plantedStates = 100;

const powerLoss: CrashPart["run"] = async ({ states }, say) => {
  const strace = await ensureStrace(say);
  if ("why" in strace) {
    say(`SKIPPED power loss: ${strace.why}.`);
    return [];
  }
  const common = { strace: strace.path, appends: appendsRecorded, seed: 1 };
  const sound = await losePower({ ...common, states, synchronous: "FULL" });
  for (const fault of sound.faults) say(`  ${fault}`);
  const planted = await losePower({ ...common, states: Math.min(states, plantedStates), synchronous: "NORMAL" });
  return [
    { name: "power loss: different states of the disk", value: sound.states, must: atLeast(states) },
    { name: "power loss: rows acknowledged", value: sound.acknowledged, must: null },
    { name: "power loss: acknowledged rows lost", value: sound.lostRows, must: exactly(0) },
    { name: "power loss: commits found half written", value: sound.halfWritten, must: exactly(0) },
    { name: "power loss: states that did not open whole", value: sound.refused, must: exactly(0) },
    { name: "power loss: states with losses, planted synchronous=NORMAL", value: planted.statesWithLosses, must: atLeast(1) },
  ];
};

const damage: CrashPart["run"] = async ({ files }, say) => {
  const found = await damageFiles(files, scenariosAtOnce, Date.now() % 1_000_000);
  for (const fault of found.faults) say(`  ${fault}`);
  const { verdicts } = found;
  return [
    { name: "damage: files harmed, each with the whole hub opened on it", value: found.files, must: atLeast(files) },
    { name: "damage: of these, the send journal's", value: found.journalFiles, must: null },
    { name: "damage: told to people, held back or nothing sent", value: verdicts.told, must: null },
    { name: "damage: noticed and mended, nothing missing", value: verdicts.mended, must: null },
    { name: "damage: harmless, everything as it was", value: verdicts.harmless, must: null },
    { name: "damage: of journal or lists lost in silence, or a block with it", value: verdicts.silent, must: exactly(0) },
    { name: "damage: sent twice", value: verdicts.double, must: exactly(0) },
    { name: "damage: the hub did not open", value: verdicts["did-not-open"], must: exactly(0) },
    { name: "damage: journals with rows missing, planted: without their echo", value: found.plantedFound, must: atLeast(1) },
  ];
};

const diskFull: CrashPart["run"] = async ({ fullDisks }, say) => {
  const found = await fillDisks(fullDisks, Date.now() % 1_000_000);
  if (found === undefined) {
    say("SKIPPED disk full: a small disk is mounted for it, which takes Linux and root.");
    return [];
  }
  for (const fault of found.faults) say(`  ${fault}`);
  return [
    { name: "disk full: disks filled while approving, sending, at the start", value: found.rounds, must: atLeast(fullDisks) },
    { name: "disk full: approvals refused in words", value: found.refusals, must: null },
    { name: "disk full: messages accepted once there was room", value: found.accepted, must: exactly(found.approved) },
    { name: "disk full: double", value: found.doubles, must: exactly(0) },
    { name: "disk full: lost", value: found.lost, must: exactly(0) },
    { name: "disk full: requests without a row in the journal", value: found.withoutRow, must: exactly(0) },
    { name: "disk full: not told, or other faults", value: found.untold + found.faults.length, must: exactly(0) },
  ];
};

export const crashParts: readonly CrashPart[] = [
  { name: "kills", run: kills },
  { name: "power-loss", run: powerLoss },
  { name: "damage", run: damage },
  { name: "disk-full", run: diskFull },
];
