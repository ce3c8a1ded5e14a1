import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import writeXlsxFile from "write-excel-file/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importBytesMax } from "../../../src/shared/api/import-limits.ts";
import { openBareRoom, openGuestRoom, previewList, readList, type BareRoom, type GuestRoom } from "#test/guests/guest-room.ts";

let room: GuestRoom;
let folder: string;
let reopened: BareRoom | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-aids-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await (reopened ?? room).close();
  reopened = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = async (importId: string) => (await room.guests.imports.rows({ importId, verdict: null, offset: 0, limit: 400 })).rows;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "accepted",
    (error: { problem?: { code: string } }) => error.problem?.code ?? "not a refusal",
  );

const partyList =
  "Name,Email,Diet\nAnna und Paul Zzmeier,az@example.com,vegan\nThe Zzhaddads + 2,,\nMr & Mrs Zzsmith,z@example.com,\nIda Zzberg,ida@example.com,\n";

describe("several guests in one row", () => {
  it("are proposed, imported as one household with its guests, and come back as the same", async () => {
    const { importId, counts } = await previewList(room, partyList);
    expect(counts).toMatchObject({ new: 4, parties: 3, willWrite: 8 });
    expect((await rowsOf(importId)).map(({ party }) => party?.members)).toEqual([
      ["Anna Zzmeier", "Paul Zzmeier"],
      ["Zzhaddad (no first name)", "unnamed plus-one", "unnamed plus-one"],
      ["Zzsmith (no first name)", "Zzsmith (no first name)"],
      undefined,
    ]);
    const before = await room.documents();
    const done = await room.guests.imports.commit({ importId });
    expect(done.created).toBe(8);
    const { guests, households } = await room.documents();
    const made = guests.filter((guest) => !before.guests.some(({ id }) => id === guest.id));
    const labelOf = (householdId: string) => households.find(({ id }) => id === householdId)?.label;
    expect(
      made.map(({ givenName, familyName, kind, householdId, diet, contactPoints }) => [
        givenName,
        familyName,
        kind,
        labelOf(householdId),
        diet,
        contactPoints.length,
      ]),
    ).toEqual([
      ["Anna", "Zzmeier", "adult", "Anna und Paul Zzmeier", "vegan", 1],
      ["Paul", "Zzmeier", "adult", "Anna und Paul Zzmeier", "", 1],
      ["", "Zzhaddad", "adult", "The Zzhaddads + 2", "", 0],
      ["", "", "plus-one", "The Zzhaddads + 2", "", 0],
      ["", "", "plus-one", "The Zzhaddads + 2", "", 0],
      ["", "Zzsmith", "adult", "Mr & Mrs Zzsmith", "", 1],
      ["", "Zzsmith", "adult", "Mr & Mrs Zzsmith", "", 1],
      ["Ida", "Zzberg", "adult", "Ida Zzberg", "", 1],
    ]);
    expect((await previewList(room, partyList)).counts).toMatchObject({ same: 4, willWrite: 0 });
    await room.guests.history.undo({ weddingId: room.weddingId, undoId: done.undoId });
    expect(await room.documents()).toEqual(before);
  });

  it("can be switched off for a row or for all, and keep what was corrected", async () => {
    const { importId } = await previewList(room, partyList);
    const { imports } = room.guests;
    const one = await imports.fix({ importId, row: 2, change: { kind: "split", isSplit: false } });
    expect(one.row).toMatchObject({ name: "Anna und Paul Zzmeier", party: { isSplit: false } });
    expect(one.counts.willWrite).toBe(7);
    await imports.fix({ importId, row: 5, change: { kind: "value", field: "diet", value: "halal" } });
    expect(await imports.splitParties({ importId, isSplit: false })).toMatchObject({ parties: 3, willWrite: 4 });
    expect(await imports.splitParties({ importId, isSplit: true })).toMatchObject({ parties: 3, willWrite: 8 });
    await imports.splitParties({ importId, isSplit: false });
    expect((await imports.commit({ importId })).created).toBe(4);
    const { guests } = await room.documents();
    expect(guests.some(({ givenName }) => givenName === "Anna und Paul")).toBe(true);
    expect(guests.find(({ familyName }) => familyName === "Zzberg")?.diet).toBe("halal");
  });
});

describe("several guests in a row of whom one is known", () => {
  it("add only who is missing, and move nobody to another household", async () => {
    const first = await previewList(
      room,
      "Name,Household,Email\nAnna Zzmeier,The Zzmeiers of Bonn,az@example.com\nKim Zzmeier,The Zzmeiers of Bonn,\n",
    );
    await room.guests.imports.commit({ importId: first.importId });
    const { importId, counts } = await previewList(room, "Name,Email\nAnna und Paul Zzmeier + 1,az@example.com\n");
    expect(counts).toMatchObject({ changed: 1, willWrite: 3 });
    expect((await rowsOf(importId))[0]?.changes).toEqual([
      { field: "full-name", from: "–", to: "Paul Zzmeier" },
      { field: "full-name", from: "–", to: "unnamed plus-one" },
    ]);
    expect(await room.guests.imports.commit({ importId })).toMatchObject({ created: 2 });
    const { guests, households } = await room.documents();
    const home = households.filter(({ label }) => label.includes("Zzmeier"));
    expect(home.map(({ label }) => label)).toEqual(["The Zzmeiers of Bonn"]);
    const names = guests.filter(({ householdId }) => householdId === home[0]?.id).map(({ givenName }) => givenName);
    expect(names.toSorted()).toEqual(["", "Anna", "Kim", "Paul"]);
    expect((await previewList(room, "Name,Email\nAnna und Paul Zzmeier + 1,az@example.com\n")).counts).toMatchObject({
      same: 1,
      willWrite: 0,
    });
  });

  it("lose nobody when a row is said to be a row above", async () => {
    const { importId } = await previewList(room, "Name,Email\nAnna Zzmeier,az@example.com\nAnna und Paul Zzmeier,az@example.com\n");
    const { counts } = await room.guests.imports.fix({ importId, row: 3, change: { kind: "decision", decision: "same-person" } });
    expect(counts.willWrite).toBe(2);
    expect((await room.guests.imports.commit({ importId })).created).toBe(2);
    const made = (await room.documents()).guests.filter(({ familyName }) => familyName === "Zzmeier");
    expect(made.map(({ givenName }) => givenName).toSorted()).toEqual(["Anna", "Paul"]);
    expect(new Set(made.map(({ householdId }) => householdId)).size).toBe(1);
  });
});

describe("the columns of a list", () => {
  const list = "Wer,Esslast,Mobil\nAnna Zzmeier,vegan,\n";

  it("are remembered by its headers once imported, with the country, over a restart", async () => {
    // Nobody can guess these headers: the person points at their row, once.
    expect(await readList(room, list)).toMatchObject({ headerRow: -1 });
    const { importId } = await readList(room, list);
    const first = await room.guests.imports.read({ importId, headerRow: 0 });
    expect(first).toMatchObject({ isRemembered: false, country: "FR", headerRow: 0 });
    const mapping = [
      { index: 0, field: "full-name" as const },
      { index: 1, field: "diet" as const },
      { index: 2, field: "phone" as const },
    ];
    await room.guests.imports.preview({ importId: first.importId, mapping, defaultCountry: "DE" });
    await room.guests.imports.commit({ importId: first.importId });
    await room.close();
    reopened = await openBareRoom(join(folder, "store.sqlite"));
    const again = await readList({ guests: reopened.guests, weddingId: room.weddingId }, "wer , ESSLAST,Mobil\nBea Zzmeier,,\n");
    expect(again).toMatchObject({ isRemembered: true, country: "DE", headerRow: 0 });
    expect(again.columns.map(({ suggested }) => suggested)).toEqual(["full-name", "diet", "phone"]);
    const other = await readList({ guests: reopened.guests, weddingId: room.weddingId }, "Wer,Mobil,Esslast\nBea Zzmeier,,\n");
    expect(other.isRemembered).toBe(false);
  });

  it("are not remembered when the list was only looked at", async () => {
    await previewList(room, list.replace("Wer", "Name"));
    expect((await readList(room, list.replace("Wer", "Name"))).isRemembered).toBe(false);
  });
});

describe("who is asked about", () => {
  it("are not sisters with one inbox in one household, nor couples; are slips, nicknames and married names with one inbox", async () => {
    const { importId, counts } = await previewList(
      room,
      [
        "Name,Household,Email",
        "Maria Zzrossi,Zzrossi,r@example.com",
        "Marie Zzrossi,Zzrossi,r@example.com",
        "Paolo Zzrossi,Zzrossi,r@example.com",
        "Katharina Zzberg,,k@example.com",
        "Kathi Zzberg,,k@example.com",
        "Jan Zzkowalski,,j@example.com",
        "Jan Zzkowlaski,,",
        "Lea Zzdubois,,l@example.com",
        "Lea Zzhaddad,,l@example.com",
        "Kathi Zzrossi,,kr@example.com",
      ].join("\n"),
    );
    expect(counts).toMatchObject({ new: 7, duplicate: 3 });
    const { rows } = await room.guests.imports.rows({ importId, verdict: "duplicate", offset: 0, limit: 9 });
    expect(rows.map(({ name, looksLike }) => [name, looksLike])).toEqual([
      ["Kathi Zzberg", "row 5"],
      ["Jan Zzkowlaski", "row 7"],
      ["Lea Zzhaddad", "row 9"],
    ]);
  });
});

describe("rows with problems", () => {
  it("come back as a list that is safe to open, can be mended and imported again", async () => {
    const { importId, counts } = await previewList(
      room,
      'Title\nName;Phone;Email;Room\nAnna Zzmeier;07x1234;;"=HYPERLINK(""http://x.test"")"\nBea Zzberg;;bea@example.com;\nCem Zzdal;+49 171 3920013;cem at example;x\n',
    );
    expect(counts).toMatchObject({ problem: 2, new: 1 });
    await room.guests.imports.fix({ importId, row: 5, change: { kind: "value", field: "phone", value: "+49 171 3920014" } });
    const { csv, fileName, rows } = await room.guests.imports.problemRows({ importId });
    expect(fileName).toBe("list-problems.csv");
    expect(rows).toBe(2);
    expect(csv).toBe(
      '\ufeffName,Phone,Email,Room,Problem\r\nAnna Zzmeier,07x1234,,"\'=HYPERLINK(""http://x.test"")",phone “07x1234”: This does not look like a phone number.\r\n' +
        "Cem Zzdal,'+49 171 3920014,cem at example,x,email “cem at example”: This does not look like an email address.\r\n",
    );
    await room.guests.imports.commit({ importId });
    const mended = await previewList(room, csv.replace("07x1234", "0171 3920015").replace("cem at example", "cem@example.com"));
    expect(mended.reading.columns.at(-1)).toMatchObject({ header: "Problem", suggested: "ignore" });
    expect(mended.counts).toMatchObject({ new: 2, problem: 0, willWrite: 2 });
    await room.guests.imports.commit({ importId: mended.importId });
    expect((await room.documents()).guests.filter(({ familyName }) => familyName.startsWith("Zz"))).toHaveLength(3);
  });
});

describe("formulas", () => {
  it("in a workbook are read as their last value, with a warning", async () => {
    const bytes = await writeXlsxFile([
      [{ value: "Name" }, { value: "Table" }],
      [{ value: "Anna Zzmeier" }, { type: "Formula", value: "1+6" }],
    ] as never).toBuffer();
    const reading = await readList(room, bytes);
    expect(reading.warnings).toEqual(["Formulas were read as their last value."]);
  });

  it("in a text file are kept as text, with a warning that says where", async () => {
    const { reading, importId } = await previewList(room, "Name,Note\nAnna Zzmeier,\"=cmd|'/c calc'!A1\"\n");
    expect(reading.warnings).toEqual(["Row 2 holds a cell that begins like a formula. It is kept as text and never calculated."]);
    await room.guests.imports.commit({ importId });
    expect((await room.documents()).guests.find(({ familyName }) => familyName === "Zzmeier")?.note).toBe("=cmd|'/c calc'!A1");
  });
});

describe("files that are no guest list", () => {
  it("change nothing, leave nothing to undo, and the next file is read as ever", async () => {
    const before = await room.documents();
    const { imports } = room.guests;
    const start = (sizeBytes: number) => imports.start({ weddingId: room.weddingId, fileName: "x.csv", sizeBytes });
    expect(await codeOf(start(200 * 1024 * 1024))).toBe("import-file-too-large");
    expect(importBytesMax).toBeLessThan(200 * 1024 * 1024);
    const { importId } = await start(10);
    expect(await codeOf(imports.chunk({ importId, index: 0, base64: Buffer.alloc(300_000).toString("base64") }))).toBe(
      "import-file-incomplete",
    );
    const wide = Array.from({ length: 300 }, (_, index) => `c${index}`).join(",");
    for (const [content, code] of [
      [`Name,${wide}\nZoe,${wide}\n`, "import-too-many-columns"],
      [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 0, 0, 9]), "import-file-not-a-list"],
      [Buffer.from("\u0089PNG\r\n\u001a\n0000", "latin1"), "import-file-not-a-list"],
      ["Name,Email\n", "import-file-empty"],
    ] as const)
      expect(await codeOf(readList(room, content)), code).toBe(code);
    expect(await room.documents()).toEqual(before);
    expect(await codeOf(room.guests.history.undo({ weddingId: room.weddingId, undoId: null }))).toBe("nothing-to-undo");
    expect((await previewList(room, "Name\nZoe Zzberg\n")).counts.new).toBe(1);
  });

  it("reports headers that come twice, and takes both columns of what may come twice", async () => {
    const { reading, importId } = await previewList(
      room,
      "Name,Email,email,Diet,Diet\nZoe Zzberg,a@example.com,b@example.com,vegan,halal\n",
    );
    expect(reading.warnings.join(" ")).toContain("“email”");
    expect(reading.warnings.join(" ")).toContain("“diet”");
    expect(reading.columns.map(({ suggested }) => suggested)).toEqual(["full-name", "email", "email", "diet", "ignore"]);
    await room.guests.imports.commit({ importId });
    const zoe = (await room.documents()).guests.find(({ familyName }) => familyName === "Zzberg");
    expect(zoe?.contactPoints.map(({ address }) => address)).toEqual(["a@example.com", "b@example.com"]);
    expect(zoe?.diet).toBe("vegan");
  });
});
