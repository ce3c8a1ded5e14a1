import { expect, it } from "vitest";
import { failoverFigures } from "#test/failover/failover-figures.ts";
import { isMet } from "#test/figures.ts";

it(
  "the next provider takes over in time, whatever way the first one fails, and nothing goes twice (S1, S7)",
  { timeout: 120_000 },
  async () => {
    expect((await failoverFigures()).filter((figure) => !isMet(figure))).toEqual([]);
  },
);
