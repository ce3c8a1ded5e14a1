import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import writeXlsxFile from "write-excel-file/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importBytesMax } from "../../../src/shared/api/import-limits.ts";
import { guestViewSchema } from "../../../src/shared/domain/guest-view.ts";
import { UsherError } from "../../../src/shared/problem.ts";
import { brokenPhone, brokenRow, messyGuestList, messyRowCount } from "../../support/app/messy-guest-list.ts";
import { openGuestRoom, type GuestRoom } from "#test/guests/guest-room.ts";
import { zipOf } from "#test/guests/zip-of.ts";

let room: GuestRoom;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-import-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const upload = async (content: string | Buffer): Promise<string> => {
  const bytes = Buffer.from(content as string);
  const { imports } = room.guests;
  const { importId, chunkBytes } = await imports.start({ weddingId: room.weddingId, fileName: "list.csv", sizeBytes: bytes.length });
  for (let index = 0; index * chunkBytes < bytes.length; index += 1) {
    await imports.chunk({ importId, index, base64: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes).toString("base64") });
  }
  return importId;
};
const read = async (content: string | Buffer) => room.guests.imports.read({ importId: await upload(content) });
const preview = async (content: string | Buffer) => {
  const reading = await read(content);
  const mapping = reading.columns.map(({ index, suggested }) => ({ index, field: suggested }));
  return {
    reading,
    importId: reading.importId,
    counts: await room.guests.imports.preview({ importId: reading.importId, mapping, defaultCountry: "DE" }),
  };
};
const refusalOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "accepted",
    (error: unknown) => (error instanceof UsherError ? error.problem.code : String(error)),
  );

describe("importing a guest list", () => {
  it("reads a messy list, writes nothing before commit, and undoes the import exactly", async () => {
    const before = await room.documents();
    const { reading, importId, counts } = await preview(messyGuestList());
    expect(reading).toMatchObject({ format: "csv", encoding: "utf-8", delimiter: ";", headerRow: 1, rowCount: messyRowCount });
    expect(reading.columns.map(({ suggested }) => suggested)).toEqual(["given-name", "family-name", "household", "email", "phone", "diet"]);
    expect(counts.new + counts.duplicate + counts.problem).toBe(messyRowCount);
    expect(await room.documents()).toEqual(before);
    const { rows } = await room.guests.imports.rows({ importId, verdict: "problem", offset: 0, limit: 400 });
    expect(rows.find(({ row }) => row === brokenRow)).toMatchObject({ problems: [{ field: "phone", value: brokenPhone }] });
    const fixed = await room.guests.imports.fix({
      importId,
      row: brokenRow,
      change: { kind: "value", field: "phone", value: "+49 171 3920012" },
    });
    expect(fixed.row).toMatchObject({ verdict: "new", phone: "+491713920012" });
    const done = await room.guests.imports.commit({ importId });
    expect(done.created).toBe(fixed.counts.willWrite);
    const after = await room.documents();
    expect(after.guests.length).toBe(before.guests.length + done.created);
    expect(await room.guests.history.undo({ weddingId: room.weddingId, undoId: done.undoId })).toMatchObject({ conflicts: 0 });
    expect(await room.documents()).toEqual(before);
    await room.guests.history.redo({ weddingId: room.weddingId, undoId: done.undoId });
    expect(await room.documents()).toEqual(after);
    expect(await refusalOf(room.guests.imports.commit({ importId }))).toBe("import-gone");
  });

  it("finds the same rows the same, and a changed cell changed, when a list comes again", async () => {
    const list = (diet: string) => `Name;E-Mail;Diet;RSVP\nÅsa Zetterqvist;asa.z@example.com;${diet};yes\nIda Zetterqvist;;;\n`;
    const first = await preview(list(""));
    expect(first.counts).toMatchObject({ new: 2, willWrite: 2 });
    await room.guests.imports.commit({ importId: first.importId });
    expect((await preview(list(""))).counts).toMatchObject({ same: 2, willWrite: 0 });
    const again = await preview(list("vegan"));
    expect(again.counts).toMatchObject({ same: 1, changed: 1, willWrite: 1 });
    const before = await room.documents();
    const done = await room.guests.imports.commit({ importId: again.importId });
    expect(done).toMatchObject({ created: 0, changed: 1, sentence: "Updated 1 guest from a file" });
    await room.guests.history.undo({ weddingId: room.weddingId, undoId: done.undoId });
    expect(await room.documents()).toEqual(before);
  });

  it("asks about look-alikes and does what the person says", async () => {
    const { importId, counts } = await preview("Name,Email\nAnna Kowalskaja,anna.k@example.com\nAnna Kowalskjaa,anna.k@example.com\n");
    expect(counts).toMatchObject({ new: 1, duplicate: 1, willWrite: 1 });
    const { row, counts: decided } = await room.guests.imports.fix({
      importId,
      row: 3,
      change: { kind: "decision", decision: "different-person" },
    });
    expect(row).toMatchObject({ verdict: "duplicate", looksLike: "row 2" });
    expect(decided.willWrite).toBe(2);
    expect(await room.guests.imports.commit({ importId })).toMatchObject({ created: 2 });
  });

  it("takes its own export back without a change", async () => {
    const { csv } = await room.guests.exportCsv({
      weddingId: room.weddingId,
      view: guestViewSchema.parse({ filters: [{ field: "name", operator: "contains", values: ["o'neill"] }] }),
    });
    const { counts } = await preview(csv);
    expect(counts.new).toBe(0);
    expect(counts.changed).toBe(0);
    expect(counts.same + counts.duplicate + counts.problem).toBeGreaterThan(0);
  });

  it.each([
    ["utf-16le", Buffer.from("\ufeffName;Email\nZoë Çelik;zoe@example.com\n", "utf16le")],
    ["windows-1252", Buffer.from("Name;Email\nZoë Müller-Façon;zoe@example.com\n", "latin1")],
    [
      "macintosh",
      Buffer.concat([
        Buffer.from("Name;Email\nZo"),
        Buffer.from([0x91]),
        Buffer.from(" M"),
        Buffer.from([0x9f]),
        Buffer.from("ller;zoe@example.com\n"),
      ]),
    ],
    [
      "windows-1250",
      Buffer.concat([
        Buffer.from("Name;Email\n"),
        Buffer.from([0xa3]),
        Buffer.from("ukasz Wi"),
        Buffer.from([0x9c]),
        Buffer.from("niewski;l@example.com\n"),
      ]),
    ],
  ])("guesses the encoding %s", async (encoding, bytes) => {
    expect((await read(bytes)).encoding).toBe(encoding);
  });

  it("reads a workbook with its dates, formulas' warning and sheets", async () => {
    const header = ["Prénom", "Nom", "Téléphone", "Courriel"].map((value) => ({ value }));
    const bytes = await writeXlsxFile([
      header,
      [{ value: "Zoé" }, { value: "L'Hôte" }, { value: "'+491713920013" }, { value: "zoe.lhote@example.com" }],
    ] as never).toBuffer();
    const { reading, counts } = await preview(bytes);
    expect(reading).toMatchObject({ format: "xlsx", headerRow: 0, rowCount: 1 });
    expect(reading.columns.map(({ suggested }) => suggested)).toEqual(["given-name", "family-name", "phone", "email"]);
    expect(counts).toMatchObject({ new: 1, problem: 0 });
  });

  it("reports repeated headers", async () => {
    expect((await read("Name,Phone,phone\nZoe,+491713920014,\n")).warnings.join()).toContain("phone");
  });
});

describe("hostile files are refused with a reason", () => {
  it("refuses by size before a byte is sent", async () => {
    const start = (sizeBytes: number) => refusalOf(room.guests.imports.start({ weddingId: room.weddingId, fileName: "x.csv", sizeBytes }));
    expect(await start(importBytesMax + 1)).toBe("import-file-too-large");
    expect(await start(0)).toBe("import-file-empty");
  });

  it.each<[string, string | Buffer, string]>([
    ["only blanks", " \n \n", "import-file-empty"],
    ["headers without guests", "Name,Email\n", "import-file-empty"],
    ["a binary", Buffer.from([1, 0, 0, 2, 0, 5, 0, 9, 0, 0, 0, 7]), "import-file-not-a-list"],
    ["a PDF", "%PDF-1.7 ...", "import-file-not-a-list"],
    ["an old workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "import-file-old-excel"],
    [
      "a workbook with a password",
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from("EncryptedPackage", "utf16le")]),
      "import-file-encrypted",
    ],
    ["201 columns", `Name${",a".repeat(200)}\nZoe${",b".repeat(200)}\n`, "import-too-many-columns"],
    ["50,001 rows", `Name\n${"Zoe\n".repeat(50_001)}`, "import-too-many-rows"],
    ["any zip", zipOf([{ name: "readme.txt", content: Buffer.from("hello") }]), "import-file-not-a-list"],
    ["a torn zip", zipOf([{ name: "xl/workbook.xml", content: Buffer.from("hello") }]).subarray(0, 60), "import-file-damaged"],
    ["an encrypted zip", zipOf([{ name: "xl/workbook.xml", content: Buffer.from("hello"), flags: 1 }]), "import-file-encrypted"],
    ["a zip bomb", zipOf([{ name: "xl/workbook.xml", content: Buffer.alloc(30 * 1024 * 1024) }]), "import-file-unpacks-too-large"],
    [
      "a zip bomb that lies about its size",
      zipOf([{ name: "xl/workbook.xml", content: Buffer.alloc(30 * 1024 * 1024), declared: 100 }]),
      "import-file-unpacks-too-large",
    ],
  ])("%s", async (_, content, code) => {
    expect(await refusalOf(read(content))).toBe(code);
  });

  it("refuses a wrong encoding, an incomplete upload and columns that are not there", async () => {
    const importId = await upload(Buffer.from("Name\nZo\u00eb\n", "latin1"));
    expect(await refusalOf(room.guests.imports.read({ importId, encoding: "utf-8" }))).toBe("import-wrong-encoding");
    expect(await refusalOf(room.guests.imports.read({ importId, encoding: "klingon" }))).toBe("import-encoding-unknown");
    await room.guests.imports.read({ importId });
    expect(
      await refusalOf(room.guests.imports.preview({ importId, mapping: [{ index: 9, field: "full-name" }], defaultCountry: "DE" })),
    ).toBe("import-column-unknown");
    expect(await refusalOf(room.guests.imports.preview({ importId, mapping: [{ index: 0, field: "note" }], defaultCountry: "DE" }))).toBe(
      "import-needs-a-name",
    );
    const { importId: torn } = await room.guests.imports.start({ weddingId: room.weddingId, fileName: "x.csv", sizeBytes: 10 });
    expect(await refusalOf(room.guests.imports.read({ importId: torn }))).toBe("import-file-incomplete");
  });
});
