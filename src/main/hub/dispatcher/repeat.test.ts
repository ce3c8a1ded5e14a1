import { describe, expect, it, test } from "vitest";
import type { Attempt, Control } from "#shared/message/ledger-rows.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { brokenOutcome, refusedOutcome, scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { damageRows } from "#test/ledger/damage.ts";
import { createControls } from "./controls.ts";
import { defaultDispatchLimits } from "./limits.ts";
import { planDoubt } from "./plan-doubt.ts";
import type { Plan, PlanWorld } from "./plan-world.ts";

const minute = 60_000;
const hour = 60 * minute;

const started = attemptOf(1);
const entryOf = (given: { attempt?: Partial<Attempt>; expiresAt?: number; damaged?: number } = {}): BookEntry => {
  const attempt = { ...started, ...given.attempt };
  const intent = { ...oneIntent, expiresAt: given.expiresAt ?? oneIntent.expiresAt };
  const rows = { intent, attempts: [attempt], facts: [factOf("unknown", attempt, { recordedAt: attempt.startedAt })] };
  return { ...rows, damaged: given.damaged ?? 0, earlier: [], state: foldMessage(rows) };
};

interface Given {
  readonly orders?: readonly Pick<Control, "scope" | "action">[];
  readonly provider?: Partial<Provider>;
  readonly barred?: boolean;
  readonly keyTrustMs?: number;
  readonly looks?: { readonly count: number; readonly lastAt: number };
}

/** What is done about a doubt of this age under these circumstances. */
const planAt = (ageMs: number, entry: BookEntry, given: Given = {}): Plan => {
  const controls = createControls();
  controls.apply((given.orders ?? []).map((order, index) => ({ controlId: `c${index}`, approvalId: null, at: 0, ...order })));
  const provider: Provider = { ...scriptedProvider("practice-email"), ...given.provider };
  const world: PlanWorld = {
    now: started.startedAt + ageMs,
    clockIsTrusted: true,
    clockIsDoubted: false,
    controls,
    limits: { ...defaultDispatchLimits, ...(given.keyTrustMs === undefined ? {} : { keyTrustMs: given.keyTrustMs }) },
    providersFor: () => [provider],
    mayWriteTo: () => true,
    looksOf: () => given.looks ?? { count: 0, lastAt: 0 },
    isBarred: () => given.barred ?? false,
  };
  if (entry.state.kind !== "unknown") throw new Error("the example is in doubt");
  return planDoubt(entry, entry.state, world);
};

describe("a doubt under a key that still protects", () => {
  it("is repeated", () => {
    expect(planAt(minute, entryOf())).toMatchObject({ kind: "ready", route: expect.stringContaining("email") as string });
  });

  it.each([
    ["a row about it is damaged (S2)", entryOf({ damaged: 1 }), {}],
    ["a newer approval counts now (S14)", entryOf({ attempt: { approvalId: "approval-0" } }), {}],
    ["its campaign was cancelled", entryOf(), { orders: [{ scope: oneIntent.campaignId, action: "cancel" }] }],
    ["a gate forbids it for good (S9)", entryOf(), { barred: true }],
    ["it has no key (S5)", entryOf({ attempt: { idempotencyKey: "" } }), {}],
    ["the provider drops no repeats (S5)", entryOf(), { provider: { keyed: false } }],
    ["the provider's keys live no longer than the margin (S6)", entryOf(), { provider: { keyLifeMs: hour } }],
  ] as const satisfies readonly (readonly [string, BookEntry, Given])[])(
    "is not repeated when %s, and a person decides at last",
    (_why, entry, given) => {
      for (let ageMs = 0; ageMs < 30 * hour; ageMs += 5 * minute)
        expect(planAt(ageMs, entry, given).kind, `${ageMs} ms old`).not.toBe("ready");
      expect(planAt(hour, entry, given)).toMatchObject({ kind: "record", statement: { kind: "held" } });
    },
  );

  it.each([
    ["everything is", [{ scope: "all", action: "pause" }]],
    ["its campaign is", [{ scope: oneIntent.campaignId, action: "pause" }]],
  ] as const)("waits while %s paused, and is asked about once the key has grown old (S15)", (_what, orders) => {
    const entry = entryOf();
    expect(planAt(minute, entry, { orders })).toEqual({ kind: "wait", waiting: null, at: started.startedAt + 23 * hour });
    expect(planAt(23 * hour, entry, { orders })).toMatchObject({ kind: "record", statement: { kind: "held" } });
  });

  it.each([
    ["an hour before the provider forgets it", {}, 23 * hour],
    ["an hour before a provider forgets it that forgets sooner", { provider: { keyLifeMs: 3 * hour } }, 2 * hour],
    ["an hour before the provider forgets it, whatever we would trust it for", { keyTrustMs: 48 * hour }, 23 * hour],
    ["when we trust it no longer, whatever the provider promises", { keyTrustMs: 2 * hour }, 2 * hour],
  ] as const satisfies readonly (readonly [string, Given, number])[])(
    "is repeated for the last time %s (S6)",
    (_when, given, trustedMs) => {
      expect(planAt(trustedMs - 1, entryOf(), given).kind).toBe("ready");
      expect(planAt(trustedMs, entryOf(), given)).toMatchObject({ kind: "record", statement: { kind: "held" } });
    },
  );

  it("is asked about at once by a clock that is days behind its first use: the key's age is unknown (S6)", () => {
    expect(planAt(-24 * hour, entryOf())).toMatchObject({ kind: "record", statement: { kind: "held" } });
  });

  it("is asked about at once when the provider knows the key with another text (S6)", () => {
    const entry = entryOf();
    const clash = factOf("unknown", started, { factId: "clash", code: "idempotency-key-reused" });
    const rows = { ...entry, facts: [...entry.facts, clash] };
    expect(planAt(minute, { ...rows, state: foldMessage(rows) })).toMatchObject({ kind: "record", statement: { kind: "held" } });
  });

  it("is not repeated before the provider wants to be asked again", () => {
    const entry = entryOf();
    const asked = factOf("unknown", started, { factId: "later", retryAt: started.startedAt + hour });
    const rows = { ...entry, facts: [asked] };
    const busy = { ...rows, state: foldMessage(rows) };
    expect(planAt(hour - 1, busy)).toEqual({ kind: "wait", waiting: null, at: started.startedAt + hour });
    expect(planAt(hour, busy).kind).toBe("ready");
  });

  it("is not repeated when it has expired (S10)", () => {
    const entry = entryOf({ expiresAt: started.startedAt + 2 * hour });
    expect(planAt(2 * hour - 1, entry).kind).toBe("ready");
    expect(planAt(2 * hour, entry).kind).toBe("record");
  });
});

describe("a doubt that can be looked up", () => {
  const provider = scriptedProvider("practice-sms", { canLookUp: true });
  const entry = entryOf({ attempt: { idempotencyKey: "", provider: "practice-sms" } });
  const at = (ageMs: number, looks: { count: number; lastAt: number }): Plan => planAt(ageMs, entry, { provider, looks });

  it("is not given to a person by two looks that could tell nothing, before late facts had their time", () => {
    const looks = { count: 2, lastAt: started.startedAt + minute };
    expect(at(2 * minute, looks)).toEqual({ kind: "wait", waiting: null, at: started.startedAt + 16 * minute });
    expect(at(15 * minute, looks)).toMatchObject({ kind: "record", statement: { kind: "held" } });
  });

  it("is looked up a minute after it began, and not before", () => {
    expect(at(minute - 1, { count: 0, lastAt: 0 }).kind).toBe("wait");
    expect(at(minute, { count: 0, lastAt: 0 }).kind).toBe("look-up");
  });
});

describe("a doubt at a provider whose lane is broken", () => {
  test("goes to no other provider of its channel, however long it takes; what is in no doubt does (S7)", async () => {
    const first = scriptedProvider("resend");
    const other = { ...scriptedProvider("resend"), id: "sendgrid" as const };
    first.script.push(unknownOutcome, brokenOutcome);
    const run = await rehearse({ providers: [first, other], messages: [{ practice: false }, { practice: false }] });
    await run.clock.advance(hour);
    const [doubted, free] = first.requests.map((request) => request.messageId);
    expect(other.requests.map((request) => request.messageId)).toEqual([free]);
    expect(run.dispatcher.stateOf(doubted ?? "")?.kind).toBe("unknown");
    run.changeProvider("resend");
    await run.clock.advance(minute);
    expect(run.dispatcher.stateOf(doubted ?? "")?.kind).toBe("accepted");
    expect(first.requests.map((request) => request.messageId)).toEqual([doubted, free, doubted]);
    expect(new Set([first.requests[0], first.requests[2]].map((request) => request?.idempotencyKey)).size).toBe(1);
  });
});

describe("a newer approval", () => {
  const again = (now: number) => intentOf("g0", now, { approvalId: "approval-2", campaignId: "campaign-2", channels: ["sms"] });

  test("does not get the slot of a message in doubt (S1)", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const run = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }] });
    await run.clock.advance(hour);
    expect(run.kindOf()).toBe("held");
    const second = again(run.clock.now());
    expect(await run.done(run.ledger.approve(approvalOf([second])))).toEqual({ approved: 0, taken: [second.messageId] });
  });

  test("gets the slot of one that was refused for good, but not while a row about it cannot be read (S1, S2)", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const provider = scriptedProvider("practice-sms");
    provider.script.push(refusedOutcome, refusedOutcome);
    const before = await rehearse({ clock, path, providers: [provider], messages: [{ channels: ["sms"] }, { channels: ["sms"] }] });
    await clock.advance(minute);
    const [spoilt, whole] = before.intents;
    const [attempt] = before.ledger.readMessage(spoilt?.messageId ?? "")?.attempts ?? [];
    const proof = factOf("delivered", attempt ?? null, { factId: "proof", messageId: spoilt?.messageId ?? "" });
    await before.done(before.ledger.append({ facts: [proof] }));
    await before.done(before.dispatcher.stop());
    await before.ledger.close();
    damageRows(path, "fact", `body = replace(body, 'delivered', 'deliverEd') WHERE fact_id = 'proof'`);
    const after = await openDispatcher({ clock, path, providers: [provider] });
    await before.done(after.dispatcher.start());
    const others = [again(clock.now()), intentOf("g1", clock.now(), { approvalId: "approval-2", campaignId: "campaign-2" })];
    expect(after.dispatcher.stateOf(spoilt?.messageId ?? "")?.kind).toBe("rejected");
    expect(await before.done(after.ledger.approve(approvalOf(others)))).toEqual({ approved: 1, taken: [spoilt?.messageId] });
    expect(others[1]?.messageId).toBe(whole?.messageId);
  });
});
