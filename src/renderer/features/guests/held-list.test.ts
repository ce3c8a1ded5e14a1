import { describe, expect, it } from "vitest";
import { heldBackWords, holdOrder, showLive } from "./held-list.ts";

const windowOf = (ids: string, total = ids.length, words = "") => ({
  total,
  offset: 0,
  ids: ids.split(""),
  byId: new Map(ids.split("").map((id) => [id, { id, words }])),
});

describe("a list that somebody reads", () => {
  it("keeps its rows in place while new ones come, and counts those", () => {
    const held = holdOrder(showLive(windowOf("abc")), windowOf("axbyc", 5));
    expect(held.ids).toEqual(["a", "b", "c"]);
    expect(held.total).toBe(3);
    expect(held.heldBack).toEqual({ more: 2 });
    expect(held.fadedIds.size).toBe(0);
  });

  it("shows what a row says now, though its place is old", () => {
    const held = holdOrder(showLive(windowOf("abc")), windowOf("cba", 3, "new"));
    expect(held.ids).toEqual(["a", "b", "c"]);
    expect(held.byId.get("a")?.words).toBe("new");
    expect(held.heldBack).toEqual({ more: 0 });
  });

  it("fades a row that is gone and keeps the others where they are", () => {
    const held = holdOrder(showLive(windowOf("abcd")), windowOf("acd", 3));
    expect(held.ids).toEqual(["a", "b", "c", "d"]);
    expect([...held.fadedIds]).toEqual(["b"]);
    expect(held.byId.get("b")).toBeDefined();
    expect(held.heldBack).toEqual({ more: -1 });
  });

  it("does not take a row that was pushed out of the window for gone", () => {
    const held = holdOrder(showLive(windowOf("abcd", 100)), windowOf("xabc", 101));
    expect(held.fadedIds.size).toBe(0);
    expect(held.heldBack).toEqual({ more: 1 });
  });

  it("holds nothing back when only contents changed, and forgets the hold once the order is as shown again", () => {
    const held = holdOrder(showLive(windowOf("abc")), windowOf("abxc", 4));
    expect(holdOrder(held, windowOf("abc", 3, "new"))).toEqual(showLive(windowOf("abc", 3, "new")));
  });
});

describe("what is held back in words", () => {
  it.each([
    [6, "6 new"],
    [-2, "2 fewer"],
    [0, "New order"],
  ])("%i is %j", (more, words) => expect(heldBackWords({ more })).toBe(words));
});
