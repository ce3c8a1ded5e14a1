import { expect, it } from "vitest";
import type { BinRow } from "#shared/api/guests.ts";
import { groupRows } from "./group-rows.ts";

const row = (id: string, householdId: string, removedAt: number, kind: BinRow["kind"] = "guest"): BinRow => ({
  id,
  kind,
  name: id,
  householdId,
  household: `House ${householdId}`,
  removedAt,
  goneAt: removedAt + 1,
});

it("keeps together who went together from one household", () => {
  const groups = groupRows([row("h", "h", 2, "household"), row("a", "h", 2), row("b", "h", 2), row("c", "k", 2), row("d", "h", 1)]);
  expect(groups.map(({ ids, isGone }) => [ids, isGone])).toEqual([
    [["h", "a", "b"], true],
    [["c"], false],
    [["d"], false],
  ]);
  expect(groups[0]?.guests.map(({ id }) => id)).toEqual(["a", "b"]);
});

it("shows a household that nobody was left in by itself", () => {
  expect(groupRows([row("h", "h", 2, "household")])).toMatchObject([{ household: "House h", isGone: true, guests: [], ids: ["h"] }]);
});
