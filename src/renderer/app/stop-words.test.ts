import { describe, expect, it } from "vitest";
import { isLongAgo, sinceWords } from "./stop-words.ts";

const minute = 60_000;

describe("how long sending has been stopped", () => {
  it("is said from the first minute on", () => {
    expect(sinceWords(null, 0)).toBe("");
    expect(sinceWords(0, minute - 1)).toBe("");
    expect(sinceWords(0, minute)).toBe(" Stopped 1 minute ago.");
    expect(sinceWords(0, 90 * minute)).toBe(" Stopped 1 hour ago.");
    expect(sinceWords(0, 72 * 60 * minute)).toBe(" Stopped 3 days ago.");
  });

  it("decides whether what waits is chosen beforehand", () => {
    expect(isLongAgo(null, 1e9)).toBe(false);
    expect(isLongAgo(0, 60 * minute - 1)).toBe(false);
    expect(isLongAgo(0, 60 * minute)).toBe(true);
  });
});
