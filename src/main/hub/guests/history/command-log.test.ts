import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { Change } from "./change.ts";
import { createCommandLog } from "./command-log.ts";
import { openHistoryFile, type HistoryDatabase } from "./history-file.ts";

const warnings: string[] = [];
const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (sentence) => void warnings.push(sentence),
  error: () => undefined,
  part: () => logger,
};

let folder: string;
let file: HistoryDatabase;
const path = (): string => join(folder, "history.sqlite");
const openFile = (): HistoryDatabase => openHistoryFile(path(), createVirtualClock(), logger);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "usher-log-"));
  file = openFile();
  warnings.length = 0;
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true, force: true });
});

const household = (id: string, note = ""): Change => ({
  collection: "households",
  id,
  before: null,
  after: { id, weddingId: "w", label: id, postalAddress: "", rsvpToken: "t", note, createdAt: 1, updatedAt: 1 },
});
const nothing = (): void => undefined;
const partsIn = (): number => Number(file.database.prepare("SELECT count(*) AS n FROM parts").get()?.["n"]);

describe("the log of commands", () => {
  it("gives 1,234 changes back as they were, in their order, after the file was opened again", async () => {
    const changes = Array.from({ length: 1234 }, (_, index) => household(`h${index}`, "é ليلى 🎉"));
    await createCommandLog(file).begin("w", { undoId: "u1", sentence: "Imported", at: 5 }, changes, nothing);
    file.close();
    file = openFile();
    const log = createCommandLog(file);
    expect(await log.changesOf("u1")).toEqual(changes);
    expect(log.of("w")).toEqual([{ undoId: "u1", sentence: "Imported", at: 5, changes: 1234, undone: 0, redoable: false, running: true }]);
  });

  it("lets the oldest go once all together hold more than 150,000 changes, with their parts", async () => {
    const log = createCommandLog(file);
    const many = Array.from({ length: 50_001 }, (_, index) => household(`h${index}`));
    for (const undoId of ["u1", "u2", "u3"]) await log.begin("w", { undoId, sentence: "", at: 1 }, many, nothing);
    expect(log.of("w").map(({ undoId }) => undoId)).toEqual(["u2", "u3"]);
    expect(partsIn()).toBe(2 * Math.ceil(50_001 / 500));
  });

  it("keeps one that is larger than that alone", async () => {
    const log = createCommandLog(file);
    const huge = Array.from({ length: 150_001 }, (_, index) => household(`h${index}`));
    await log.begin("w", { undoId: "u1", sentence: "", at: 1 }, huge, nothing);
    expect(log.of("w")).toHaveLength(1);
  });

  it("refuses a command when the disk is full, and leaves nothing of it", async () => {
    const log = createCommandLog(file);
    const pages = Number(file.database.prepare("PRAGMA page_count").get()?.["page_count"]);
    file.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const noise = Array.from({ length: 400 }, (_, index) =>
      household(`h${index}`, Array.from({ length: 40 }, (__, at) => Math.sin(index * 40 + at)).join()),
    );
    await expect(log.begin("w", { undoId: "u1", sentence: "", at: 1 }, noise, nothing)).rejects.toMatchObject({
      problem: { code: "disk-full" },
    });
    expect(log.of("w")).toEqual([]);
    expect(partsIn()).toBe(0);
    file.database.exec("PRAGMA max_page_count = 4294967294");
    await log.begin("w", { undoId: "u2", sentence: "", at: 1 }, [household("h1")], nothing);
    expect(log.of("w")).toHaveLength(1);
  });

  it("notices a damaged part instead of undoing half of it", async () => {
    const log = createCommandLog(file);
    await log.begin("w", { undoId: "u1", sentence: "", at: 1 }, [household("h1")], nothing);
    const packed = file.database.prepare("SELECT packed FROM parts").get()?.["packed"] as Uint8Array;
    packed[packed.length >> 1] = (packed[packed.length >> 1] ?? 0) ^ 0x40;
    file.database.prepare("UPDATE parts SET packed = ?").run(packed);
    await expect(log.changesOf("u1")).rejects.toMatchObject({ problem: { code: "history-unreadable" } });
  });

  it("clears away parts whose command never came", () => {
    file.database.exec("INSERT INTO parts VALUES ('torn', 0, x'00')");
    file.close();
    file = openFile();
    expect(partsIn()).toBe(0);
  });

  it("puts a file of a newer Usher aside, unread and unchanged, and says so", async () => {
    await createCommandLog(file).begin("w", { undoId: "u1", sentence: "", at: 1 }, [household("h1")], nothing);
    file.database.exec("PRAGMA user_version = 99");
    file.close();
    file = openFile();
    expect(createCommandLog(file).of("w")).toEqual([]);
    expect(warnings).toHaveLength(1);
    const aside = readdirSync(folder).find((name) => /unread-\d+$/u.test(name)) ?? "";
    const kept = new DatabaseSync(join(folder, aside), { readOnly: true });
    expect(kept.prepare("SELECT undo_id FROM commands").all()).toMatchObject([{ undo_id: "u1" }]);
    kept.close();
  });
});
