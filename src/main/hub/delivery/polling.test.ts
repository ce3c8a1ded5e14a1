import { afterEach, describe, expect, test } from "vitest";
import { createMessageBook, openLedger } from "#hub/ledger/index.ts";
import type { PolledState, Provider } from "#hub/providers/contract.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createPolling } from "./polling.ts";

const minute = 60_000;
const hour = 60 * minute;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** One message that Resend took at the start of the test, on a real ledger and virtual time. */
const openAccepted = async ({ practice = false, online = (): boolean => true } = {}) => {
  const clock = createVirtualClock();
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const book = createMessageBook(ledger);
  const intent = intentOf("g1", clock.now(), { practice });
  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    await clock.advance(1_000);
    return work;
  };
  await done(ledger.approve(approvalOf([intent])));
  const states: PolledState[] = [];
  const questions: number[] = [];
  const provider: Provider = {
    ...scriptedProvider("resend"),
    poll: () => {
      questions.push(clock.now());
      return Promise.resolve({ kind: "told", states: [...states] });
    },
  };
  const polling = createPolling({ ledger, book, providers: () => [provider], connectivity: { online }, clock, logger: silentLogger });
  polling.start();
  const { messageId, approvalId } = intent;
  const attempt = attemptOf(1, { messageId, approvalId, provider: "resend", startedAt: clock.now() });
  const accepted = factOf("accepted", attempt, { messageId, provider: "resend", providerMessageId: "mail-1" });
  await done(ledger.append({ attempts: [attempt], facts: [accepted] }));
  closing.push(async () => {
    await polling.stop();
    book.stop();
    await ledger.close();
  });
  const delivery = (): string | undefined => {
    const state = book.get(messageId)?.state;
    return state?.kind === "accepted" ? state.delivery : state?.kind;
  };
  const tell = (kind: PolledState["kind"], given: Partial<PolledState> = {}): void =>
    void states.splice(0, states.length, { providerMessageId: "mail-1", kind, code: "", detail: "", ...given });
  return { clock, ledger, questions, tell, delivery, messageId, stop: () => polling.stop() };
};

describe("asking what became of accepted messages", () => {
  test("brings what the provider says into the journal, once", async () => {
    const { clock, ledger, tell, delivery } = await openAccepted();
    expect(delivery()).toBe("accepted");
    tell("delivered");
    await clock.advance(5 * minute);
    expect(delivery()).toBe("delivered");
    expect(ledger.stats().facts).toBe(2);
    tell("bounced");
    await clock.advance(2 * hour);
    expect(delivery()).toBe("bounced");
  });

  test("brings the price too, which comes later than the state, and once", async () => {
    const { clock, ledger, tell, messageId } = await openAccepted();
    const pricesKept = () => (ledger.readMessage(messageId)?.facts ?? []).flatMap(({ price }) => price ?? []);
    tell("delivered");
    await clock.advance(5 * minute);
    expect(pricesKept()).toEqual([]);
    const price = { amountMicros: 8_300, currency: "USD" };
    tell("delivered", { price });
    await clock.advance(5 * hour);
    expect(pricesKept()).toEqual([price]);
    expect(ledger.stats().facts).toBe(3);
  });

  test("is frequent while a send is fresh, rare later, and ends", async () => {
    const { clock, questions } = await openAccepted();
    const asked = async (ms: number): Promise<number> => {
      const before = questions.length;
      await clock.advance(ms);
      return questions.length - before;
    };
    expect(await asked(10 * minute)).toBeGreaterThanOrEqual(9);
    expect(await asked(50 * minute)).toBeLessThanOrEqual(11);
    expect(await asked(23 * hour)).toBeLessThanOrEqual(45);
    await clock.advance(72 * hour);
    expect(await asked(24 * hour)).toBe(0);
  });

  test("stops once a message has come back", async () => {
    const { clock, questions, tell } = await openAccepted();
    tell("bounced");
    await clock.advance(3 * minute);
    const before = questions.length;
    await clock.advance(10 * hour);
    expect(questions.length).toBe(before);
  });

  test("waits for the network, and leaves practice alone", async () => {
    let isOnline = false;
    const real = await openAccepted({ online: () => isOnline });
    await real.clock.advance(hour);
    expect(real.questions).toEqual([]);
    isOnline = true;
    await real.clock.advance(5 * minute);
    expect(real.questions.length).toBeGreaterThan(0);
    const practice = await openAccepted({ practice: true });
    await practice.clock.advance(hour);
    expect(practice.questions).toEqual([]);
  });

  test("ends with the hub", async () => {
    const { clock, questions, stop } = await openAccepted();
    await stop();
    await clock.advance(hour);
    expect([questions.length, clock.pendingTimers()]).toEqual([0, 0]);
  });
});
