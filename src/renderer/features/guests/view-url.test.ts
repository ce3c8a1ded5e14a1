import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guestFieldSchema, guestFilterSchema, guestPresetSchema, type GuestView } from "#shared/domain/guest-view.ts";
import { guestsPath, queryOfView, viewOfQuery } from "./view-url.ts";

const views: fc.Arbitrary<GuestView> = fc.record({
  preset: fc.constantFrom(...guestPresetSchema.options),
  search: fc.string({ maxLength: 40 }),
  filters: fc.array(
    fc.record({
      field: fc.constantFrom(...guestFieldSchema.options),
      operator: fc.constantFrom(...guestFilterSchema.shape.operator.options),
      values: fc.array(fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("~", "%7E", "%25", "a~b", "&=#?", ""))),
    }),
    { maxLength: 5 },
  ),
  sort: fc.record({
    field: fc.constantFrom(...guestFieldSchema.options),
    direction: fc.constantFrom("ascending" as const, "descending" as const),
  }),
});

describe("a view in the URL", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(viewOfQuery(new URLSearchParams(queryOfView(view).toString()))).toEqual(view);
      }),
    );
  });

  it("is short: defaults are left out", () => {
    const plain = viewOfQuery(new URLSearchParams());
    expect(guestsPath(plain)).toBe("/guests");
    expect(guestsPath({ ...plain, preset: "dietary", sort: { field: "table", direction: "descending" } })).toBe(
      "/guests?preset=dietary&sort=-table",
    );
    expect(guestsPath(plain, "g1")).toBe("/guests?guest=g1");
  });

  it("leaves out what it cannot read, and keeps the rest", () => {
    const view = viewOfQuery(new URLSearchParams("preset=nonsense&f=hat~is~red&f=language~is~de&sort=hat"));
    expect(view).toEqual({
      preset: "everyone",
      search: "",
      filters: [{ field: "language", operator: "is", values: ["de"] }],
      sort: { field: "name", direction: "ascending" },
    });
  });
});
