import { describe, expect, it } from "vitest";
import { guestViewSchema } from "#shared/domain/guest-view.ts";
import { rowsTsv } from "./list-tools.ts";
import { createWeddingIndex } from "./wedding-index.ts";

const weddingId = "w";
const guest = (id: string, familyName: string, note = "") => ({
  id,
  weddingId,
  householdId: `h-${id}`,
  kind: "adult" as const,
  givenName: "Ana",
  familyName,
  language: "de",
  zone: null,
  side: "",
  tags: [],
  diet: "",
  accessNeeds: "",
  table: "",
  note,
  contactPoints: [],
  preferredChannel: null,
  invitedTo: [],
  importId: null,
  createdAt: 0,
  updatedAt: 0,
});

const index = createWeddingIndex();
for (const one of [guest("1", "Zander"), guest("2", "Abel", '=HYPERLINK("x")'), guest("3", "Mann", "two\nlines\tand a tab")])
  index.putGuest(one);

describe("copying rows", () => {
  const everyone = guestViewSchema.parse({});
  it("keeps the view's order, one line a guest, whatever their cells hold", () => {
    const tsv = rowsTsv(index, everyone, ["1", "3", "2"]);
    const [head, ...lines] = tsv.split("\n").map((line) => line.split("\t"));
    const family = head?.indexOf("Family name") ?? -1;
    expect(lines.map((cells) => cells[family])).toEqual(["Abel", "Mann", "Zander"]);
    expect(new Set(lines.map((cells) => cells.length))).toEqual(new Set([head?.length]));
  });

  it("puts nothing on the clipboard that a spreadsheet would run", () => {
    const tsv = rowsTsv(index, everyone, ["2"]);
    expect(tsv.split("\n")[1]?.split("\t").at(-1)).toBe(`'=HYPERLINK("x")`);
  });

  it("puts those last whom the view no longer shows, and leaves out who is gone", () => {
    const view = guestViewSchema.parse({ search: "Zander" });
    const tsv = rowsTsv(index, view, ["2", "1", "gone"]);
    const lines = tsv.split("\n").slice(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("Zander");
    expect(lines[1]).toContain("Abel");
  });
});
