import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { openEcho } from "./echo.ts";
import { journalProblems } from "./journal-problems.ts";
import type { Ledger } from "./ledger.ts";
import { openLedgerDatabase } from "./open-database.ts";
import { openLedger } from "./open-ledger.ts";
import { endOf, putBack } from "./recall.ts";
import { encodeRow } from "./row-codec.ts";

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

const linkOf = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
};

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

  it("puts all of it back or none, and not a line that does not hold", () => {
    const database = openLedgerDatabase(temporaryLedgerPath());
    const base = endOf(database);
    const row = { table: "attempt", ...encodeRow("attempt", attemptOf(1)) } as const;
    expect(putBack(database, { base, rows: [{ ...row, sum: row.sum + 1 }] })).toBe(0);
    const control = { table: "control", ...encodeRow("control", { controlId: undefined }) } as const;
    expect(() => putBack(database, { base, rows: [row, control] })).toThrow();
    expect(endOf(database)).toEqual(base);
    expect(putBack(database, { base, rows: [row] })).toBe(1);
    database.close();
    expect(() => putBack(database, { base, rows: [row] })).toThrow("not open");
  });

  it("on a disk that can only be read puts nothing back, says so, and lets nothing be sent", async () => {
    const path = await killed();
    truncateSync(`${path}-wal`, 0);
    const readOnly = openLedger({
      path,
      clock: createSystemClock(),
      logger: silentLogger,
      open: (file) => new DatabaseSync(file, { readOnly: true }),
    });
    expect(readOnly.problem()?.code).toBe("ledger-write-failed");
    await readOnly.close();
    expect(await read(path)).toEqual(whole);
  });

  it("begins anew when it has become long", async () => {
    const path = temporaryLedgerPath();
    const ledger = open(path);
    const long = Array.from({ length: 450 }, (_, n) => intentOf(`g${n}`, approvedAt, { values: { name: "x".repeat(20_000) } }));
    await ledger.approve(approvalOf(long));
    expect(statSync(`${path}-echo`).size).toBeLessThan(8 * 2 ** 20);
    await ledger.close();
    expect(await read(path)).toMatchObject({ problem: undefined });
  });

  it("goes on as it is on a disk that can only be read and lacks nothing", async () => {
    const path = await killed();
    const warned: string[] = [];
    const logger = { ...silentLogger, part: () => ({ ...silentLogger, warn: (text: string) => void warned.push(text) }) };
    const readOnly = openLedger({
      path,
      clock: createSystemClock(),
      logger,
      open: (file) => new DatabaseSync(file, { readOnly: true }),
    });
    expect(warned).toHaveLength(1);
    expect(readOnly.problem()).toBeNull();
    await readOnly.close();
  });

  it("goes on as it is while its rows cannot be moved into the main file", async () => {
    const path = await killed();
    const length = readFileSync(`${path}-echo`).length;
    // Opened so that others get in: one of them is reading.
    openLedgerDatabase(path).close();
    const reading = new DatabaseSync(path);
    reading.exec("BEGIN; SELECT count(*) FROM fact");
    const writing = new DatabaseSync(path);
    writing.exec("INSERT INTO control (control_id, scope, body, sum) VALUES ('c', 'all', '', 0)");
    const ledger = openLedger({ path, clock: createSystemClock(), logger: silentLogger, open: () => writing });
    expect(readFileSync(`${path}-echo`).length).toBeGreaterThanOrEqual(length);
    await ledger.close();
    reading.close();
  });

  it.skipIf(process.platform !== "linux")("that fails midway is only less help (elsewhere no file can be made to be full)", () => {
    const path = temporaryLedgerPath();
    const echo = openEcho(path, silentLogger);
    echo.add([{ table: "control", body: "{}", sum: 1 }]);
    const file = readdirSync("/proc/self/fd").find((fd) => linkOf(fd) === path);
    closeSync(Number(file));
    // The lowest free number is given out next: the echo now writes to a device that is always full.
    expect(openSync("/dev/full", "w")).toBe(Number(file));
    echo.add([{ table: "control", body: "{}", sum: 2 }]);
    echo.add([{ table: "control", body: "{}", sum: 3 }]);
    echo.begin({ approval: 0, intent: 0, attempt: 0, fact: 0, control: 0, frozen_text: 0 });
    echo.close();
    expect(readFileSync(path, "utf8")).toBe("control 1 {}\n");
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
