import { describe, expect, it } from "vitest";
import type { Guest } from "#shared/domain/index.ts";
import { editGuest } from "./edit-guest.ts";
import { mergeRow } from "./import/merge.ts";
import { fieldOfHeader } from "./import/header-words.ts";
import type { FieldColumns } from "./import/row-cells.ts";
import { readRow } from "./import/row-values.ts";

const guest = { id: "g", zone: null, contactPoints: [], tags: [], updatedAt: 0 } as unknown as Guest;
const context = { country: "GB", now: 1, newId: () => "new" };
const rowWith = (zone: string) => {
  const columns: FieldColumns = new Map([
    ["given-name", [0]],
    ["time-zone", [1]],
  ]);
  return readRow({ columns, source: ["Ann", zone], mended: undefined }, "GB");
};

describe("a guest's time zone", () => {
  it("is edited by name or city, and emptied", () => {
    expect(editGuest(guest, "zone", "Tokyo", context).zone).toBe("Asia/Tokyo");
    expect(editGuest({ ...guest, zone: "Asia/Tokyo" }, "zone", " ", context).zone).toBeNull();
    expect(() => editGuest(guest, "zone", "Olympus Mons", context)).toThrow("zone-unknown");
  });

  it("comes from a file, and changes a guest who had none", () => {
    expect(fieldOfHeader("Fuseau horaire")).toBe("time-zone");
    expect(mergeRow(guest, rowWith("Lisbon"), () => "new", 1).changes).toContainEqual({
      field: "time-zone",
      from: "–",
      to: "Europe/Lisbon",
    });
  });

  it("that a file says and nobody knows is a problem of its row, and changes nothing", () => {
    const values = rowWith("Olympus Mons");
    expect(values.problems).toMatchObject([{ field: "time-zone", value: "Olympus Mons" }]);
    expect(mergeRow(guest, values, () => "new", 1).guest.zone).toBeNull();
  });
});
