import { describe, expect, it } from "vitest";
import { nothingSelected, selectOnly, selectRange, toggleRow } from "./row-selection.ts";

const idsOf = ({ ids }: { readonly ids: ReadonlySet<string> }): string[] => [...ids].toSorted();

describe("selecting rows", () => {
  it("ticks and unticks one", () => {
    const one = toggleRow(nothingSelected, "a");
    expect(idsOf(one)).toEqual(["a"]);
    expect(idsOf(toggleRow(one, "a"))).toEqual([]);
  });

  it("shrinks a range that is drawn back towards its start", () => {
    const wide = selectRange(selectOnly(["z"]), 2, ["c", "d", "e"]);
    expect(idsOf(wide)).toEqual(["c", "d", "e", "z"]);
    expect(idsOf(selectRange(wide, 2, ["c"]))).toEqual(["c", "z"]);
  });

  it("keeps the first range when a second one starts elsewhere", () => {
    const first = selectRange(nothingSelected, 0, ["a", "b"]);
    expect(idsOf(selectRange(first, 5, ["f", "g"]))).toEqual(["a", "b", "f", "g"]);
  });

  it("starts a new range after a tick, also from the same row", () => {
    const ticked = toggleRow(selectRange(nothingSelected, 0, ["a", "b"]), "c");
    expect(idsOf(selectRange(ticked, 0, ["a"]))).toEqual(["a", "b", "c"]);
  });
});
