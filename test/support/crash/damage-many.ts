import { fork } from "node:child_process";
import { rm } from "node:fs/promises";
import { seededRandom } from "../dispatch/open-dispatcher.ts";
import { judgeDamage, makeSpecimens, type DamageCase, type DamageVerdict, type Judged, type LifeEnd, type Specimens } from "./damage.ts";
import { harms } from "./harm.ts";

/** Which files are harmed, and how many of each hundred cases fall on them. The journal's own come to two thirds. */
const targets: readonly { readonly end: LifeEnd; readonly file: string; readonly share: number }[] = [
  { end: "stopped", file: "ledger.sqlite", share: 36 },
  { end: "killed", file: "ledger.sqlite-wal", share: 22 },
  { end: "killed", file: "ledger.sqlite", share: 5 },
  { end: "killed", file: "ledger.sqlite-echo", share: 5 },
  { end: "stopped", file: "store.sqlite", share: 14 },
  { end: "killed", file: "store.sqlite-wal", share: 6 },
  { end: "stopped", file: "history.sqlite", share: 6 },
  { end: "killed", file: "history.sqlite-wal", share: 3 },
  { end: "stopped", file: "device.json", share: 3 },
];

/** Enough to see that a journal without its echo loses rows. */
const planted: readonly DamageCase[] = harms.map((harm) => ({ end: "killed", file: "ledger.sqlite-wal", harm, withoutEcho: true }));

export interface DamageFigures {
  readonly files: number;
  readonly journalFiles: number;
  readonly verdicts: Readonly<Record<DamageVerdict, number>>;
  readonly faults: readonly string[];
  /** Files of a journal without its echo of which rows are missing: the store tells so, and can tell no more. */
  readonly plantedFound: number;
}

interface Portion {
  readonly specimens: Specimens;
  readonly cases: readonly DamageCase[];
  readonly seed: number;
}

const faultsToldMax = 12;
const lossy: ReadonlySet<DamageVerdict> = new Set(["silent", "double", "told"]);
const faulty: ReadonlySet<DamageVerdict> = new Set(["silent", "double", "did-not-open"]);

/** Harms so many files, a hub in each of `parallel` processes after the other, and counts what became of them. */
export const damageFiles = async (files: number, parallel: number, seed: number): Promise<DamageFigures> => {
  const specimens = await makeSpecimens();
  try {
    const cases = casesOf(files);
    const portions = Array.from({ length: parallel }, (_, worker) => cases.filter((_case, index) => index % parallel === worker));
    const judged = (
      await Promise.all(portions.map((portion, worker) => inProcess({ specimens, cases: portion, seed: seed + worker })))
    ).flat();
    const verdicts = { told: 0, mended: 0, harmless: 0, silent: 0, double: 0, "did-not-open": 0 };
    const faults: string[] = [];
    for (const [{ end, file, harm }, { verdict, why }] of judged) {
      verdicts[verdict] += 1;
      if (faulty.has(verdict) && faults.length < faultsToldMax) faults.push(`${verdict}: ${harm} in ${file} (${end}), ${why}`);
    }
    const { next } = seededRandom(seed);
    let plantedFound = 0;
    for (const one of planted) if (lossy.has((await judgeDamage(specimens, one, next)).verdict)) plantedFound += 1;
    return {
      plantedFound,
      files: judged.length,
      journalFiles: cases.filter(({ file }) => file.startsWith("ledger")).length,
      verdicts,
      faults,
    };
  } finally {
    await rm(specimens.root, { recursive: true, force: true });
  }
};

const casesOf = (files: number): DamageCase[] =>
  targets.flatMap(({ end, file, share }) =>
    Array.from({ length: Math.ceil((files * share) / 100) }, (_, index): DamageCase => ({
      end,
      file,
      harm: harms[index % harms.length] ?? "bit",
    })),
  );

type Result = readonly [DamageCase, Judged];

/** RxDB holds the collections of one hub to a process. */
const inProcess = (portion: Portion): Promise<readonly Result[]> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    let results: readonly Result[] | undefined;
    child.on("message", (message) => (results = message as readonly Result[]));
    child.on("exit", (code) =>
      results === undefined ? reject(new Error(`a process of damaged files ended with ${String(code)}`)) : resolve(results),
    );
    child.send(portion);
  });

if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  process.once("message", (message) => {
    const { specimens, cases, seed } = message as Portion;
    const { next } = seededRandom(seed);
    void (async () => {
      const results: Result[] = [];
      for (const one of cases) results.push([one, await judgeDamage(specimens, one, next)]);
      process.send?.(results, () => process.exit(0));
    })();
  });
}
