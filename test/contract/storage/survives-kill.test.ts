import { openStore } from "#hub/store/index.ts";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { randomSource } from "./random-source.ts";

const kills = process.env["USHER_FULL"] === "1" ? 100 : 8;
const seed = Number(process.env["USHER_SEED"] ?? 20_270_612);
/** The writer is killed after a random number of acknowledged rows below this one. */
const ackedRowsMax = 1_500;

/** Starts the writer, kills it once it has acknowledged `enough` rows, and gives the whole lines it printed. */
function acknowledgedUntilKilled(path: string, prefix: string, enough: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [fileURLToPath(new URL("./kill-writer.ts", import.meta.url)), path, prefix], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    let complaint = "";
    let lines = 0;
    writer.stderr.on("data", (chunk: Buffer) => (complaint += String(chunk)));
    writer.stdout.on("data", (chunk: Buffer) => {
      printed += String(chunk);
      lines += String(chunk).split("\n").length - 1;
      if (lines >= enough) writer.kill("SIGKILL");
    });
    writer.on("error", reject);
    writer.on("close", (_code, signal) => {
      if (signal !== "SIGKILL") return reject(new Error(`the writer ended by itself: ${complaint}`));
      resolve(printed.slice(0, printed.lastIndexOf("\n")).split("\n"));
    });
  });
}

async function missingFrom(path: string, acknowledged: readonly string[]): Promise<string[]> {
  const store = await openStore({ path });
  const idsOf = (kind: string) => acknowledged.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const guests = await store.collections.guests.findByIds(idsOf("guest")).exec();
  const responses = await store.collections.responses.findByIds(idsOf("response")).exec();
  await store.close();
  return [...idsOf("guest").filter((id) => !guests.has(id)), ...idsOf("response").filter((id) => !responses.has(id))];
}

test(`no acknowledged document is lost when the writing process is killed ${String(kills)} times`, { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "usher-kill-"));
  const path = join(folder, "usher.db");
  const random = randomSource(seed);
  let total = 0;
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const acknowledged = await acknowledgedUntilKilled(path, `k${String(kill)}`, 1 + random.int(ackedRowsMax));
      total += acknowledged.length;
      expect(await missingFrom(path, acknowledged), `seed ${String(seed)} kill ${String(kill)}`).toEqual([]);
    }
    const database = new DatabaseSync(path);
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    const { store } = database.prepare("SELECT store FROM stores WHERE collection = 'guests'").get() as { store: number };
    const numbers = database.prepare(`SELECT count(DISTINCT seq) AS different, count(*) AS total FROM docs_${String(store)}`).get();
    expect(numbers?.["different"], "no sequence number is given twice").toBe(numbers?.["total"]);
    database.close();
    expect(total).toBeGreaterThan(kills);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
