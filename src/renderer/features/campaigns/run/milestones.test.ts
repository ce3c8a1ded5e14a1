import { describe, expect, it } from "vitest";
import { emptyTally, type Tally } from "#shared/api/campaigns.ts";
import { milestoneOf } from "./milestones.ts";

const none: Tally = { ...emptyTally, approved: 100 };

describe("the milestones of a run", () => {
  it.each([
    [100, 0],
    [76, 0],
    [75, 25],
    [50, 50],
    [26, 50],
    [25, 75],
    [1, 75],
    [0, 100],
  ])("with %i of 100 waiting it is at %i percent", (waiting, milestone) => {
    expect(milestoneOf({ ...none, waiting, accepted: 100 - waiting })).toBe(milestone);
  });

  it("is not done while a message is held or nobody knows about it", () => {
    expect(milestoneOf({ ...none, accepted: 99, held: 1 })).toBe(75);
    expect(milestoneOf({ ...none, accepted: 99, unknown: 1 })).toBe(75);
  });

  it("says nothing about a run without messages", () => {
    expect(milestoneOf({ ...none, approved: 0 })).toBe(0);
  });
});
