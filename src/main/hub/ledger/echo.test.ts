import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { journalProblems } from "./journal-problems.ts";
import type { Ledger } from "./ledger.ts";
import { openLedger } from "./open-ledger.ts";

const open = (path: string): Ledger => openLedger({ path, clock: createSystemClock(), logger: silentLogger });
const id = oneIntent.messageId;

/** What a killed process leaves after three commits: the files as they are while the ledger is open. */
const killed = async (): Promise<string> => {
  const path = temporaryLedgerPath();
  const ledger = open(path);
  await ledger.approve(approvalOf([oneIntent]));
  await ledger.append({ attempts: [attemptOf(1)] });
  await ledger.append({ facts: [factOf("accepted", attemptOf(1))] });
  const left = temporaryLedgerPath();
  for (const suffix of ["", "-wal", "-echo"]) if (existsSync(path + suffix)) copyFileSync(path + suffix, left + suffix);
  await ledger.close();
  return left;
};

const read = async (path: string): Promise<{ attempts: number; facts: number; problem: string | undefined }> => {
  const ledger = open(path);
  await ledger.check().catch(() => undefined);
  const message = ledger.readMessage(id);
  const problem = ledger.problem()?.code;
  await ledger.close();
  return { attempts: message?.attempts.length ?? 0, facts: message?.facts.length ?? 0, problem };
};
const whole = { attempts: 1, facts: 1, problem: undefined };

describe("the echo of the send journal", () => {
  it.for([
    ["cut to nothing", (wal: string) => truncateSync(wal, 0)],
    ["cut in the midst of a commit", (wal: string) => truncateSync(wal, readFileSync(wal).length - 5000)],
    [
      "with a bit flipped in its first page",
      (wal: string) => {
        const bytes = readFileSync(wal);
        bytes.writeUInt8(bytes.readUInt8(900) ^ 4, 900);
        writeFileSync(wal, bytes);
      },
    ],
    ["gone", (wal: string) => rmSync(wal)],
  ] as const)("puts back what SQLite drops in silence when its log is %s (S1)", async ([, harm]) => {
    const path = await killed();
    harm(`${path}-wal`);
    expect(await read(path)).toEqual(whole);
    // And a second start needs no echo any more.
    rmSync(`${path}-echo`);
    expect(await read(path)).toEqual(whole);
  });

  it("puts nothing back twice, and lines that do not hold put nothing back", async () => {
    const path = await killed();
    appendFileSync(`${path}-echo`, 'fact 12 {"factId":"f"}\nattempt 7 nonsense\nfact');
    expect(await read(path)).toEqual(whole);
    const ledger = open(path);
    expect(ledger.stats()).toMatchObject({ intents: 1, attempts: 1, facts: 1, damagedRows: 0 });
    await ledger.close();
  });

  it("a ledger that ends before the echo began sends nothing (S1)", async () => {
    const path = await killed();
    await read(path);
    for (const suffix of ["", "-wal"]) rmSync(path + suffix, { force: true });
    expect(await read(path)).toMatchObject({ problem: journalProblems.lost.code });
    // Also at the next start: nothing was decided.
    expect(await read(path)).toMatchObject({ problem: journalProblems.lost.code });
  });

  it("a ledger without an echo is opened as it is", async () => {
    const path = await killed();
    rmSync(`${path}-echo`);
    expect(await read(path)).toEqual(whole);
  });

  it("that cannot be written is only less help", async () => {
    const path = temporaryLedgerPath();
    mkdirSync(`${path}-echo`);
    const ledger = open(path);
    await ledger.approve(approvalOf([oneIntent]));
    expect(ledger.readMessage(id)?.intent.guestId).toBe("g1");
    await ledger.close();
  });
});
