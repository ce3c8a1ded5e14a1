import { describe, expect, it } from "vitest";
import type { ProviderFact, SendOutcome } from "#hub/providers/contract.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { requestOf } from "#test/providers/requests.ts";
import { drawsOf } from "./draws.ts";
import { createPracticeProvider, flawlessBehaviour, type PracticeBehaviour, type PracticeProvider } from "./index.ts";

const never = new AbortController().signal;

const open = (channel: "email" | "sms", behaviour: Partial<PracticeBehaviour> = {}, seed = 7) => {
  const clock = createVirtualClock();
  const provider = createPracticeProvider({ channel, clock, random: { next: drawsOf("jitter", seed) }, seed, behaviour });
  const facts: ProviderFact[] = [];
  provider.subscribe((fact) => facts.push(fact));
  return { clock, provider, facts };
};

/** Sends and lets the latency pass. */
const sent = async (clock: VirtualClock, provider: PracticeProvider, ...args: Parameters<typeof requestOf>): Promise<SendOutcome> => {
  const sending = provider.send(requestOf(...args), never);
  await clock.advance(1_000);
  return sending;
};

describe("the fate of a practice message", () => {
  it("is the same in every run with the same seed, whatever the jitter", async () => {
    const run = async (jitter: string) => {
      const clock = createVirtualClock();
      const provider = createPracticeProvider({ channel: "email", clock, random: { next: drawsOf(jitter) }, seed: 3 });
      const kinds = new Map<string, Set<string>>();
      provider.subscribe((fact) => kinds.set(fact.messageId, (kinds.get(fact.messageId) ?? new Set()).add(fact.kind)));
      const outcomes: string[] = [];
      for (let n = 0; n < 200; n += 1) outcomes.push((await sent(clock, provider, "email", `g${n}`)).kind);
      await clock.advance(30_000);
      return { outcomes, kinds };
    };
    expect(await run("a")).toEqual(await run("b"));
  });

  it("differs between seeds", async () => {
    const kindsOf = async (seed: number) => {
      const { clock, provider } = open("email", {}, seed);
      const kinds: string[] = [];
      for (let n = 0; n < 200; n += 1) kinds.push((await sent(clock, provider, "email", `g${n}`)).kind);
      return kinds;
    };
    expect(await kindsOf(1)).not.toEqual(await kindsOf(2));
  });

  it("comes in the asked shares", async () => {
    const { clock, provider, facts } = open("email", { ...flawlessBehaviour, speed: Infinity, rejectedShare: 0.1, returnedShare: 0.2 });
    let rejected = 0;
    for (let n = 0; n < 2_000; n += 1) {
      if ((await provider.send(requestOf("email", `g${n}`), never)).kind === "rejected") rejected += 1;
    }
    await clock.advance(1);
    const bounced = facts.filter((fact) => fact.kind === "bounced").length;
    expect(rejected).toBeGreaterThan(150);
    expect(rejected).toBeLessThan(250);
    expect(bounced).toBeGreaterThan(330);
    expect(bounced).toBeLessThan(470);
  });

  it.each([
    ["delivered@example.com", "accepted", ["sent", "delivered"]],
    ["opened@couple.test", "accepted", ["sent", "delivered", "opened"]],
    ["clicked+lea@example.org", "accepted", ["sent", "delivered", "opened", "clicked"]],
    ["complained@example.com", "accepted", ["sent", "delivered", "complained"]],
    ["bounce+lea@example.com", "accepted", ["sent", "bounced"]],
    ["delayed@example.com", "accepted", ["sent", "delivery-delayed", "delivered"]],
    ["silent@example.com", "accepted", []],
    ["reject@example.com", "rejected", []],
    ["deferred@example.com", "deferred", []],
    ["unknown@example.com", "unknown", ["sent", "delivered"]],
    ["lost@example.com", "unknown", []],
  ])("is forced by the address %s", async (to, kind, kinds) => {
    const { clock, provider, facts } = open("email", { repeatedFactShare: 0 });
    expect((await sent(clock, provider, "email", "lea", { to })).kind).toBe(kind);
    await clock.advance(20_000);
    expect(facts.map((fact) => fact.kind)).toEqual(kinds);
  });

  it.each([
    ["+15005550001", "rejected", []],
    ["+15005550004", "rejected", []],
    ["+15005550006", "accepted", ["sent", "delivered"]],
    ["+15005550010", "deferred", []],
    ["+15005550011", "unknown", ["sent", "delivered"]],
    ["+15005550012", "unknown", []],
    ["+15005550013", "accepted", ["sent", "failed"]],
    ["+15005550014", "accepted", []],
  ])("is forced by the number %s", async (to, kind, kinds) => {
    const { clock, provider, facts } = open("sms", { repeatedFactShare: 0 });
    expect((await sent(clock, provider, "sms", "omar", { to })).kind).toBe(kind);
    await clock.advance(20_000);
    expect(facts.map((fact) => fact.kind)).toEqual(kinds);
  });

  it("is not forced at a domain where people have mailboxes", async () => {
    const { clock, provider } = open("email", flawlessBehaviour);
    expect((await sent(clock, provider, "email", "lea", { to: "reject@gmail.com" })).kind).toBe("accepted");
  });

  it("lets a deferred message through at the next call, and says how long to wait", async () => {
    const { clock, provider } = open("email");
    const first = await sent(clock, provider, "email", "lea", { to: "deferred@example.com" });
    expect(first).toMatchObject({ kind: "deferred", scope: "message", code: "rate-limited" });
    expect(first.kind === "deferred" && first.retryAfterMs).toBeGreaterThan(0);
    expect((await sent(clock, provider, "email", "lea", { to: "deferred@example.com" })).kind).toBe("accepted");
  });
});

describe("a practice provider", () => {
  it("answers a repeated key without taking the message again, and refuses to guess when the text differs", async () => {
    const { clock, provider, facts } = open("email", flawlessBehaviour);
    const first = await sent(clock, provider, "email", "lea");
    const again = await sent(clock, provider, "email", "lea");
    expect(again).toMatchObject({ kind: "accepted", providerMessageId: first.kind === "accepted" ? first.providerMessageId : "" });
    expect(provider.accepted()).toHaveLength(1);
    expect(await sent(clock, provider, "email", "lea", { text: "Changed" })).toMatchObject({
      kind: "unknown",
      code: "idempotency-key-reused",
    });
    await clock.advance(20_000);
    expect(facts.filter((fact) => fact.kind === "delivered")).toHaveLength(1);
  });

  it("forgets a key after 24 hours", async () => {
    const { clock, provider } = open("email", flawlessBehaviour);
    await sent(clock, provider, "email", "lea");
    await clock.advance(provider.keyLifeMs);
    expect(await sent(clock, provider, "email", "lea", { text: "Changed" })).toMatchObject({ kind: "accepted" });
  });

  it("finds a text message whose answer was lost, and does not find one that never arrived", async () => {
    const { clock, provider } = open("sms");
    const startedAt = clock.now();
    for (const [to, expected] of [
      ["+15005550011", "found"],
      ["+15005550012", "not-found"],
    ] as const) {
      await sent(clock, provider, "sms", to, { to });
      const looking = provider.lookUp?.({ request: requestOf("sms", to, { to }), startedAt }, never);
      await clock.advance(1_000);
      expect((await looking)?.kind).toBe(expected);
    }
  });

  it("cannot tell about messages from before its start", async () => {
    const { clock, provider } = open("sms");
    const looking = provider.lookUp?.({ request: requestOf("sms", "x"), startedAt: clock.now() - 1 }, never);
    await clock.advance(1_000);
    expect(await looking).toEqual({ kind: "cannot-tell", code: "practice-restarted" });
  });

  it("defers for the lane during an outage, breaks the lane on refused credentials, and recovers", async () => {
    const { clock, provider } = open("email", flawlessBehaviour);
    provider.startOutage();
    expect(await sent(clock, provider, "email", "a")).toMatchObject({ kind: "deferred", scope: "lane", code: "practice-outage" });
    provider.setBehaviour({ standing: "credentials-refused" });
    expect(await sent(clock, provider, "email", "a")).toMatchObject({ kind: "broken-lane" });
    provider.stopOutage();
    expect(await sent(clock, provider, "email", "a")).toMatchObject({ kind: "accepted" });
  });

  it("ends a call on abort: deferred before it began, unknown afterwards", async () => {
    const { provider } = open("sms");
    expect(await provider.send(requestOf("sms", "a"), AbortSignal.abort())).toMatchObject({ kind: "deferred", code: "aborted" });
    const hurry = new AbortController();
    const sending = provider.send(requestOf("sms", "b"), hurry.signal);
    hurry.abort();
    expect(await sending).toMatchObject({ kind: "unknown" });
    expect(provider.accepted()).toHaveLength(0);
  });

  it("states some facts twice under one event id", async () => {
    const { clock, provider, facts } = open("email", { ...flawlessBehaviour, repeatedFactShare: 1 });
    await sent(clock, provider, "email", "lea");
    await clock.advance(20_000);
    expect(facts).toHaveLength(4);
    expect(new Set(facts.map((fact) => fact.eventId)).size).toBe(2);
  });

  it("leaves no timer behind after stop", async () => {
    const { clock, provider, facts } = open("email", flawlessBehaviour);
    for (let n = 0; n < 20; n += 1) await sent(clock, provider, "email", `g${n}`);
    const running = provider.send(requestOf("email", "late"), never);
    const before = facts.length;
    await provider.stop();
    await provider.stop();
    expect(await running).toMatchObject({ kind: "unknown" });
    expect(clock.pendingTimers()).toBe(0);
    await clock.advance(60_000);
    expect(facts).toHaveLength(before);
    expect(await provider.send(requestOf("email", "later"), never)).toMatchObject({ kind: "deferred", code: "aborted" });
  });

  it("settles 480 guests within 20 s of their time at its own rate", async () => {
    const { clock, provider, facts } = open("email");
    const startedAt = clock.now();
    const outcomes: Promise<SendOutcome>[] = [];
    for (let n = 0; n < 480; n += 1) {
      outcomes.push(provider.send(requestOf("email", `g${n}`), never));
      await clock.advance(1_000 / provider.rate.perSecond);
    }
    await clock.advance(30_000);
    await Promise.all(outcomes);
    expect(Math.max(...facts.map((fact) => fact.at)) - startedAt).toBeLessThan(20_000);
    expect(new Set(facts.map((fact) => fact.kind))).toEqual(
      new Set(["sent", "delivered", "opened", "clicked", "bounced", "delivery-delayed", "complained"]),
    );
  });
});
