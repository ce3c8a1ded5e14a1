import { describe, expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const clockOf = () => {
  let ms = 0;
  let turns = 0;
  return {
    pass: (by: number) => (ms += by),
    turns: () => turns,
    monotonic: () => ms,
    sleep: () => {
      turns += 1;
      ms += 1;
      return Promise.resolve();
    },
  };
};

describe("work in slices", () => {
  it("gives the event loop a turn once five milliseconds have passed, and not before", async () => {
    const clock = clockOf();
    const turns = createTurns(clock);
    for (let step = 0; step < 4; step += 1) {
      clock.pass(1);
      await turns.next();
    }
    expect(clock.turns()).toBe(0);
    clock.pass(1);
    await turns.next();
    expect(clock.turns()).toBe(1);
    clock.pass(4);
    await turns.next();
    expect(clock.turns()).toBe(1);
  });
});
