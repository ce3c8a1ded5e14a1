import { describe, expect, it } from "vitest";
import type { Guest } from "#shared/domain/index.ts";
import { guestViewSchema } from "#shared/domain/guest-view.ts";
import { facetsOf } from "./facets.ts";
import { draftTags } from "./tag-guests.ts";
import { createWeddingIndex } from "./wedding-index.ts";

const guest = (id: string, part: Partial<Guest> = {}): Guest => ({
  id,
  weddingId: "w",
  householdId: `h-${id}`,
  kind: "adult",
  givenName: id,
  familyName: "Test",
  language: "en",
  zone: null,
  side: "",
  tags: [],
  diet: "",
  accessNeeds: "",
  table: "",
  note: "",
  contactPoints: [],
  preferredChannel: null,
  invitedTo: [],
  importId: null,
  createdAt: 0,
  updatedAt: 0,
  ...part,
});
const email = (address: string): Guest["contactPoints"] => [
  { id: "c", channel: "email", address, entered: address, lineType: "unknown", standing: "good", consent: "assumed" },
];
const indexOf = (...guests: readonly Guest[]) => {
  const index = createWeddingIndex();
  for (const one of guests) index.putGuest(one);
  return index;
};
const view = (part: object) => guestViewSchema.parse(part);

describe("facets", () => {
  it("offer each value once, the most frequent first, with how many guests have it", () => {
    const index = indexOf(
      guest("a", { language: "de", tags: ["vip", "choir"] }),
      guest("b", { language: "de", tags: ["vip"] }),
      guest("c", { contactPoints: email("c@example.com") }),
    );
    const facets = facetsOf(["a", "b", "c"].flatMap((id) => index.factsOf(id) ?? []));
    const of = (field: string) => facets.find((one) => one.field === field)?.values;
    expect(of("language")).toEqual([
      { value: "de", count: 2 },
      { value: "en", count: 1 },
    ]);
    expect(of("tag")).toEqual([
      { value: "vip", count: 2 },
      { value: "choir", count: 1 },
    ]);
    expect(of("reach")?.find(({ value }) => value === "unreachable")?.count).toBe(2);
    expect(of("side")).toEqual([]);
  });

  it("give values that the filter of the same field finds", () => {
    const index = indexOf(
      guest("a", { contactPoints: email("a@example.com"), diet: "Vegan" }),
      guest("b", { diet: "vegan" }),
      guest("c", { kind: "plus-one", givenName: "", familyName: "" }),
    );
    for (const { field, values } of facetsOf(["a", "b", "c"].flatMap((id) => index.factsOf(id) ?? [])))
      for (const { value, count } of values)
        expect(index.matching(view({ filters: [{ field, operator: "is", values: [value] }] })), `${field} ${value}`).toHaveLength(count);
  });
});

describe("the order of a column", () => {
  const index = indexOf(guest("a", { table: "Table 10" }), guest("b", { table: "Table 2" }), guest("c"), guest("d", { table: "Table 2" }));
  it("keeps empty cells last in both directions", () => {
    expect(index.matching(view({ sort: { field: "table", direction: "ascending" } }))).toEqual(["b", "d", "a", "c"]);
    expect(index.matching(view({ sort: { field: "table", direction: "descending" } }))).toEqual(["a", "d", "b", "c"]);
  });
  it("keeps them last also when a filter has left only some of the rows", () => {
    const filters = [{ field: "givenName", operator: "is", values: ["a", "b", "c"] }];
    expect(index.matching(view({ filters, sort: { field: "table", direction: "descending" } }))).toEqual(["a", "b", "c"]);
  });
});

describe("tagging many", () => {
  const guests = new Map([guest("a", { tags: ["vip"] }), guest("b"), guest("x", { weddingId: "other" })].map((one) => [one.id, one]));
  const input = { weddingId: "w", guestIds: ["a", "b", "b", "gone", "x"], add: [], remove: [] };
  it("changes only the guests of the wedding whose tags differ", () => {
    const { sentence, changes } = draftTags({ ...input, add: ["vip"] }, guests, 7);
    expect(sentence).toBe("Tagged 1 guest “vip”");
    expect(changes).toMatchObject([{ id: "b", before: { tags: [] }, after: { tags: ["vip"], updatedAt: 7 } }]);
  });
  it("takes tags off, and refuses when there is nothing to do", () => {
    expect(draftTags({ ...input, remove: ["vip"] }, guests, 7).changes).toMatchObject([{ id: "a", after: { tags: [] } }]);
    expect(() => draftTags({ ...input, remove: ["nothing"] }, guests, 7)).toThrow("Nothing to change");
  });
});
