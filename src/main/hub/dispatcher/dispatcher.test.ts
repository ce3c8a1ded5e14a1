import { describe, expect, test } from "vitest";
import { createPracticeProvider } from "#hub/providers/practice/index.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, seededRandom } from "#test/dispatch/open-dispatcher.ts";
import { createVirtualClock } from "#test/dispatch/virtual-clock.ts";

describe("a practice run", () => {
  test("sends every message once and settles all of them", async () => {
    const clock = createVirtualClock();
    const practice = createPracticeProvider({ channel: "email", clock, random: seededRandom(1), seed: 1 });
    const { dispatcher, ledger } = await openDispatcher({ clock, providers: [practice] });
    const intents = Array.from({ length: 480 }, (_, index) => intentOf(`g${index}`, clock.now()));
    const approved = ledger.approve(approvalOf(intents));
    const started = dispatcher.start();
    const ended = ["accepted", "rejected"];
    const done = await clock.until(() => intents.every(({ messageId }) => ended.includes(dispatcher.stateOf(messageId)?.kind ?? "")), 120_000);
    await Promise.all([approved, started]);
    expect(done).toBe(true);
    expect(new Set(practice.accepted().map((one) => one.messageId)).size).toBe(practice.accepted().length);
    const stopped = dispatcher.stop();
    await clock.advance(1000);
    await stopped;
  });
});
