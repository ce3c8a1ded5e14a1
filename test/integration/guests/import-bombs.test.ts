import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGuestRoom, previewList, readList, type GuestRoom } from "#test/guests/guest-room.ts";
import { workbookOf } from "#test/guests/workbook.ts";

let room: GuestRoom;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-bombs-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (count: number, row: (at: number) => string): string => Array.from({ length: count }, (_, index) => row(index + 1)).join("");

/** What became of a read, and how often other work had its turn meanwhile. */
const readBeside = async (content: Buffer) => {
  let isReading = true;
  let turns = 0;
  const read = readList(room, content)
    .then(
      ({ rowCount }) => ({ code: "read", rowCount }),
      (error: { problem?: { code: string } }) => ({ code: error.problem?.code ?? "failed", rowCount: 0 }),
    )
    .finally(() => (isReading = false));
  while (isReading) {
    await setImmediate();
    turns += 1;
  }
  return { ...(await read), turns };
};

/** Far fewer than there are while a thread reads; when the hub itself reads, there is hardly one. */
const turnsEnough = 50;

describe("a workbook made to be hard to read", { timeout: 60_000 }, () => {
  it.each<[string, () => string, string]>([
    ["300,000 rows", () => rowsOf(300_000, (at) => `<row r="${at}"><c r="A${at}"><v>${at}</v></c></row>`), "import-too-many-rows"],
    [
      "2.1 million cells",
      () => `<row r="1">${rowsOf(700_000, (at) => `<c r="A${at}"><v>${at}</v></c><c r="B${at}"/><c r="C${at}"/>`)}</row>`,
      "import-too-many-cells",
    ],
    [
      "rows that each reach to the last column",
      () => rowsOf(50_000, (at) => `<row r="${at}"><c r="XFD${at}"><v>${at}</v></c></row>`),
      "import-file-unpacks-too-large",
    ],
    [
      "more XML than 50,000 guests make",
      () => {
        const text = Array.from({ length: 5_000 }, (_, index) => String((index * 7919) % 9_973).padStart(4, "0")).join("");
        return rowsOf(5_200, (at) => `<row r="${at}"><c r="A${at}" t="inlineStr"><is><t>${text}</t></is></c></row>`);
      },
      "import-file-unpacks-too-large",
    ],
  ])("%s: is refused, and the hub goes on", async (_, rows, code) => {
    const done = await readBeside(workbookOf(rows()));
    expect(done.code).toBe(code);
    expect(await previewList(room, "Name\nZoe Zzlast\n")).toMatchObject({ counts: { new: 1 } });
    expect(done.turns).toBeGreaterThan(turnsEnough);
  });

  it("an honest one of 20,000 rows is read whole while other work has its turn", async () => {
    const cell = (column: string, at: number, text: string) => `<c r="${column}${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = rowsOf(20_000, (at) =>
      at === 1
        ? `<row r="1">${cell("A", 1, "Name")}${cell("B", 1, "Email")}</row>`
        : `<row r="${at}">${cell("A", at, `Zoe Zz${at}`)}${cell("B", at, `zoe${at}@example.com`)}</row>`,
    );
    const done = await readBeside(workbookOf(rows));
    expect(done).toMatchObject({ code: "read", rowCount: 19_999 });
    expect(done.turns).toBeGreaterThan(turnsEnough);
  });

  it("is let go when the room is closed meanwhile", async () => {
    const rows = rowsOf(50_000, (at) => `<row r="${at}"><c r="XFD${at}"><v>${at}</v></c></row>`);
    const read = readList(room, workbookOf(rows)).then(
      () => "read",
      (error: unknown) => String(error),
    );
    await setImmediate();
    await room.guests.stop();
    expect(await read).not.toBe("read");
  });
});
