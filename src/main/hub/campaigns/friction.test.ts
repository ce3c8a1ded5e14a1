import { describe, expect, it } from "vitest";
import { frictionOf, type Harm } from "./friction.ts";

const harm = (change: Partial<Harm>): Harm => ({
  recipients: 10,
  practice: false,
  priority: "bulk",
  isFirstOfWedding: false,
  reachesCostLimit: false,
  ...change,
});

describe("confirmation scaled with harm (ux.md 3.8)", () => {
  it.each<[string, Partial<Harm>, ReturnType<typeof frictionOf>]>([
    ["one person: a press", { recipients: 1 }, { confirmation: "plain", holdSeconds: 10 }],
    ["a few: a press that says the number", { recipients: 49 }, { confirmation: "plain", holdSeconds: 20 }],
    ["many: the number is typed", { recipients: 50 }, { confirmation: "type-number", holdSeconds: 60 }],
    ["the first send of a wedding", { recipients: 2, isFirstOfWedding: true }, { confirmation: "type-number", holdSeconds: 60 }],
    ["the cost limit is reached", { recipients: 2, reachesCostLimit: true }, { confirmation: "type-number", holdSeconds: 60 }],
    ["urgent on the day: pressed and held", { recipients: 182, priority: "day-of" }, { confirmation: "press-and-hold", holdSeconds: 5 }],
    ["practice with a few", { practice: true, isFirstOfWedding: true }, { confirmation: "plain", holdSeconds: 5 }],
    ["practice with many practises the typing", { practice: true, recipients: 50 }, { confirmation: "type-number", holdSeconds: 5 }],
  ])("%s", (_, change, friction) => {
    expect(frictionOf(harm(change))).toEqual(friction);
  });
});
