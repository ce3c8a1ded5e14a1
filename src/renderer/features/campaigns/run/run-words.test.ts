import { describe, expect, it } from "vitest";
import { emptyTally, type Tally } from "#shared/api/campaigns.ts";
import { canBeTakenBack, phaseSentence } from "./run-words.ts";

const tally = (part: Partial<Tally>): Tally => ({ ...emptyTally, approved: 10, ...part });
const quiet = { reason: "quiet-hours", count: 10, until: 1, sentence: "Waiting: quiet hours where the guest lives until 09:00" };
const due = { reason: "due", count: 1, until: null, sentence: "Waiting: next in line" };

describe("the words of a run", () => {
  it("do not say that it runs while everybody waits for the morning", () => {
    const run = { phase: "running", tally: tally({ waiting: 10 }), waitingReasons: [quiet] } as const;
    expect(phaseSentence({ ...run, waitingReasons: [...run.waitingReasons] })).toBe(quiet.sentence);
    expect(phaseSentence({ ...run, waitingReasons: [quiet, due] })).toBe("Running");
    expect(phaseSentence({ ...run, tally: tally({ waiting: 9, sending: 1 }), waitingReasons: [quiet] })).toBe("Running");
    expect(phaseSentence({ ...run, phase: "paused", waitingReasons: [quiet] })).toBe("Paused");
    expect(phaseSentence({ phase: "settled", tally: tally({ accepted: 10 }), waitingReasons: [] })).toBe("All settled");
  });

  it("offer to take it back only while nothing was tried", () => {
    expect(canBeTakenBack({ phase: "running", tally: tally({ waiting: 10 }) })).toBe(true);
    expect(canBeTakenBack({ phase: "paused", tally: tally({ waiting: 10 }) })).toBe(true);
    expect(canBeTakenBack({ phase: "running", tally: tally({ waiting: 9, accepted: 1 }) })).toBe(false);
    expect(canBeTakenBack({ phase: "settled", tally: tally({ accepted: 10 }) })).toBe(false);
  });
});
