import { describe, expect, it } from "vitest";
import { createScrollMemory, placesKeptMax } from "./scroll-memory.ts";

describe("where a list was left", () => {
  it("is the top for one that was never seen, and the last place otherwise", () => {
    const memory = createScrollMemory();
    expect(memory.placeOf("a")).toBe(0);
    memory.keep("a", 10);
    memory.keep("a", 20);
    expect(memory.placeOf("a")).toBe(20);
  });

  it("is forgotten for the list that was looked at longest ago", () => {
    const memory = createScrollMemory();
    memory.keep("first", 1);
    memory.keep("second", 2);
    memory.keep("first", 3);
    for (let at = 0; at < placesKeptMax - 1; at += 1) memory.keep(`list ${at}`, 5);
    expect(memory.placeOf("second")).toBe(0);
    expect(memory.placeOf("first")).toBe(3);
  });
});
