import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImportField } from "#shared/api/imports.ts";
import { openGuestRoom, previewList, type GuestRoom } from "#test/guests/guest-room.ts";

let room: GuestRoom;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-nothing-lost-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = async (importId: string) => (await room.guests.imports.rows({ importId, verdict: null, offset: 0, limit: 400 })).rows;
const problemsOf = async (importId: string) =>
  (await rowsOf(importId)).flatMap(({ row, problems }) => problems.map((one) => ({ row, ...one })));
const mend = (importId: string, row: number, field: ImportField, value: string, was?: string) =>
  room.guests.imports.fix({ importId, row, change: { kind: "value", field, value, ...(was === undefined ? {} : { was }) } });
/** The guests of that family as they stand in the store. */
const family = async (name: string) => (await room.documents()).guests.filter(({ familyName }) => familyName === name);
const addresses = async (name: string) => (await family(name)).flatMap(({ contactPoints }) => contactPoints.map(({ address }) => address));

describe("mending one cell", () => {
  it("of two phone columns keeps the good number of the other", async () => {
    const { importId } = await previewList(room, "First name,Last name,Mobile,Phone\nAnna,Zztest,12,+4915112345678\n");
    expect(await problemsOf(importId)).toMatchObject([{ field: "phone", value: "12" }]);
    const { row } = await mend(importId, 2, "phone", "+4915187654321", "12");
    expect(row.problems).toEqual([]);
    await room.guests.imports.commit({ importId });
    expect(await addresses("Zztest")).toEqual(["+4915187654321", "+4915112345678"]);
  });

  it("that holds several addresses keeps the others in it, and is told apart by what stood there", async () => {
    const list = 'First name,Last name,Email,E-mail 2\nAnna,Zztest,"a@example.com; b@exa mple; c@example.com",d@\n';
    const { importId } = await previewList(room, list);
    expect((await problemsOf(importId)).map(({ value }) => value)).toEqual(["b@exa mple", "d@"]);
    await mend(importId, 2, "email", "d@example.com", "d@");
    await mend(importId, 2, "email", "b@example.com", "b@exa mple");
    await expect(mend(importId, 2, "email", "x@example.com", "d@")).rejects.toMatchObject({ problem: { code: "import-problem-gone" } });
    await room.guests.imports.commit({ importId });
    expect(await addresses("Zztest")).toEqual(["a@example.com", "b@example.com", "c@example.com", "d@example.com"]);
  });
});

describe("what does not fit", () => {
  it("is a problem by field and value: the sixth address, a long note, a long tag, a long name", async () => {
    const seven = Array.from({ length: 7 }, (_, index) => `a${index}@example.com`).join(";");
    const note = `${"n".repeat(2400)}END`;
    const { importId, counts } = await previewList(
      room,
      `First name,Last name,Email,Note,Tags\nBert,Zzsix,"${seven}",,\nBert,Zznote,,${note},\nBert,Zztag,,,"ok;${"t".repeat(41)}"\n${"x".repeat(121)},Zzname,,,\n`,
    );
    expect(counts).toMatchObject({ problem: 4, willWrite: 0 });
    expect((await problemsOf(importId)).map(({ row, field, value }) => [row, field, value.slice(0, 50)])).toEqual([
      [2, "email", "a5@example.com"],
      [2, "email", "a6@example.com"],
      [3, "note", "n".repeat(50)],
      [4, "tags", "t".repeat(41)],
      [5, "given-name", "x".repeat(50)],
    ]);
    await mend(importId, 2, "email", "", "a5@example.com");
    await mend(importId, 2, "email", "", "a6@example.com");
    await mend(importId, 3, "note", "short");
    await mend(importId, 4, "tags", "family", "t".repeat(41));
    await mend(importId, 5, "given-name", "Xaver");
    await room.guests.imports.commit({ importId });
    expect(await addresses("Zzsix")).toEqual([0, 1, 2, 3, 4].map((index) => `a${index}@example.com`));
    expect(await family("Zznote")).toMatchObject([{ note: "short" }]);
    expect(await family("Zztag")).toMatchObject([{ tags: ["ok", "family"] }]);
    expect(await family("Zzname")).toMatchObject([{ givenName: "Xaver" }]);
  });

  it("is a problem too when the guest is known and has no room left", async () => {
    const list = (from: number) =>
      `Name,Email\n${[from, from + 1, from + 2, from + 3]
        .map(
          (at) =>
            `Anna Zzfull,"anna.zzfull@example.com${Array.from({ length: 4 }, (_, index) => `;a${at}-${index}@example.com`).join("")}"`,
        )
        .slice(0, 1)
        .join("\n")}\n`;
    for (const from of [1, 2, 3, 4]) {
      const { importId } = await previewList(room, list(from));
      await room.guests.imports.commit({ importId });
    }
    expect(await addresses("Zzfull")).toHaveLength(17);
    const { importId, counts } = await previewList(room, list(5));
    expect(counts).toMatchObject({ problem: 1 });
    expect((await problemsOf(importId))[0]?.value).toContain("a5-3@example.com");
    await mend(importId, 2, "email", "anna.zzfull@example.com; a5-0@example.com");
    await room.guests.imports.commit({ importId });
    expect(await addresses("Zzfull")).toHaveLength(18);
  });

  it("refuses the whole import when several rows together say more of one guest than it can hold", async () => {
    const row = (at: number) =>
      `Anna Zzfull,"anna.zzfull@example.com${Array.from({ length: 4 }, (_, index) => ` a${at}-${index}@example.com`).join("")}"`;
    const { importId } = await previewList(room, `Name,Email\n${[1, 2, 3, 4, 5].map(row).join("\n")}\n`);
    for (const at of [3, 4, 5, 6])
      await room.guests.imports.fix({ importId, row: at, change: { kind: "decision", decision: "same-person" } });
    const before = await room.documents();
    await expect(room.guests.imports.commit({ importId })).rejects.toMatchObject({ problem: { code: "import-row-does-not-fit" } });
    expect(await room.documents()).toEqual(before);
    await room.guests.imports.fix({ importId, row: 6, change: { kind: "decision", decision: "skip" } });
    await room.guests.imports.commit({ importId });
    expect(await addresses("Zzfull")).toHaveLength(17);
  });
});

describe("said twice", () => {
  it("a row said to be a row above brings along what it adds", async () => {
    const { importId } = await previewList(
      room,
      "Name,Email,Mobile,Diet\nAnna Zzmeier,az@example.com,,\nAnna Zzmeier,az@example.com,+4915112345678,vegan\n",
    );
    const { row } = await room.guests.imports.fix({ importId, row: 3, change: { kind: "decision", decision: "same-person" } });
    expect(row.changes.map(({ field }) => field)).toEqual(["diet", "phone"]);
    await room.guests.imports.commit({ importId });
    expect(await family("Zzmeier")).toMatchObject([{ diet: "vegan" }]);
    expect((await addresses("Zzmeier")).toSorted()).toEqual(["+4915112345678", "az@example.com"]);
  });

  it("two columns of one field add up where they can, and are a problem where they differ", async () => {
    const { importId } = await previewList(room, "Name,Diet,Allergies,Table,Seat\nAnna Zzmeier,vegan,nuts,4,5\n");
    const fields = ["full-name", "diet", "diet", "table", "table"] as const;
    await room.guests.imports.preview({ importId, mapping: fields.map((field, index) => ({ index, field })), defaultCountry: "DE" });
    expect(await problemsOf(importId)).toMatchObject([{ field: "table", value: "5" }]);
    await mend(importId, 2, "table", "", "5");
    await room.guests.imports.commit({ importId });
    expect(await family("Zzmeier")).toMatchObject([{ diet: "vegan, nuts", table: "4" }]);
  });

  it("a column that first says something far down is shown", async () => {
    const rows = Array.from({ length: 300 }, (_, index) => `Anna Zz${index}`);
    const { reading } = await previewList(room, `Name\n${rows.join("\n")}\nIda Zzlast,ida@example.com\n`);
    expect(reading.columns).toMatchObject([{ header: "Name" }, { samples: ["ida@example.com"], suggested: "email" }]);
  });
});
