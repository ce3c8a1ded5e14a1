import { describe, expect, it } from "vitest";
import { foldListFrames, type ListFrame, type LiveWindow } from "./list-frames.ts";

interface Row {
  readonly id: string;
  readonly text: string;
}
const row = (id: string, text = ""): Row => ({ id, text });
const snapshot = (revision: number, ids: string, total = ids.length): ListFrame<Row> => ({
  type: "snapshot",
  revision,
  total,
  offset: 0,
  rows: ids.split("").map((id) => row(id)),
});
const patch = (revision: number, part: { total?: number; order?: string; upsert?: readonly Row[] } = {}): ListFrame<Row> => ({
  type: "patch",
  revision,
  total: part.total ?? 3,
  ...(part.order === undefined ? {} : { order: part.order.split("") }),
  upsert: part.upsert ?? [],
});
const fold = (value: LiveWindow<Row> | undefined, ...frames: readonly ListFrame<Row>[]): LiveWindow<Row> | undefined =>
  foldListFrames(value, frames, false);

describe("a live window", () => {
  const abc = fold(undefined, snapshot(1, "abc"));

  it("starts with a snapshot, and ignores a patch before one", () => {
    expect(fold(undefined, patch(1, { upsert: [row("a")] }))).toBeUndefined();
    expect(abc).toMatchObject({ revision: 1, total: 3, ids: ["a", "b", "c"] });
  });

  it("takes changed rows and leaves the others the very same objects", () => {
    const next = fold(abc, patch(2, { upsert: [row("b", "new")] }));
    expect(next?.byId.get("b")).toEqual(row("b", "new"));
    expect(next?.byId.get("a")).toBe(abc?.byId.get("a"));
    expect(next?.ids).toEqual(["a", "b", "c"]);
  });

  it("drops frames that are not newer", () => {
    const now = fold(abc, patch(3, { upsert: [row("b", "three")] }));
    expect(fold(now, patch(3, { upsert: [row("b", "late")] }), patch(2, { upsert: [row("b", "later")] }))).toBe(now);
  });

  it("begins anew with a stream that was opened again, whose revisions start over", () => {
    const later = fold(abc, patch(9));
    expect(foldListFrames(later, [snapshot(1, "xy")], true)).toMatchObject({ revision: 1, ids: ["x", "y"] });
  });

  it("forgets rows that left the window, so that one that comes back is not an old one", () => {
    const without = fold(abc, patch(2, { order: "ac", total: 2 }));
    expect(without?.ids).toEqual(["a", "c"]);
    expect(without?.byId.has("b")).toBe(false);
    expect(without?.total).toBe(2);
  });

  it("shows no row that it was never told of", () => {
    expect(fold(abc, patch(2, { order: "azbc" }))?.ids).toEqual(["a", "b", "c"]);
  });

  it("folds a burst into the same window as one frame after the other", () => {
    const frames = [patch(2, { upsert: [row("a", "1")] }), patch(3, { order: "cba" }), patch(4, { upsert: [row("c", "2")] })];
    const one = frames.reduce((value, frame) => fold(value, frame), abc);
    expect(fold(abc, ...frames)).toEqual(one);
  });
});
