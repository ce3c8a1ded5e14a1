import { expect, it } from "vitest";
import { isMet } from "#test/figures.ts";
import { stormFigures } from "#test/storm/storm-figures.ts";

it("a blast keeps to rates, quotas and named times, uses what is allowed, and ends in good time (L4)", { timeout: 120_000 }, async () => {
  const figures = await stormFigures(500);
  expect(figures.filter((figure) => !isMet(figure))).toEqual([]);
});
