import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { deliveryRank } from "./delivery-rank.ts";
import { foldMessage, mayBeApprovedAgain } from "./fold.ts";
import { factKindSchema, type Attempt, type Fact, type FactKind, type PlanStep } from "./ledger-rows.ts";
import type { MessageRows, MessageState } from "./states.ts";

const first = attemptOf(1);
const second = attemptOf(2);

const oneStep = { ...oneIntent, plan: oneIntent.plan.slice(0, 1) };

/** One example of each state, with the attempt that a further fact is about. */
const examples: Readonly<Record<MessageState["kind"], MessageRows>> = {
  queued: { intent: oneIntent, attempts: [first], facts: [factOf("deferred", first)] },
  started: { intent: oneIntent, attempts: [first], facts: [] },
  accepted: { intent: oneIntent, attempts: [first], facts: [factOf("accepted", first, { factId: "took-it" })] },
  rejected: { intent: oneStep, attempts: [first], facts: [factOf("rejected", first, { factId: "refused", scope: "message" })] },
  unknown: { intent: oneIntent, attempts: [first], facts: [factOf("unknown", first, { factId: "no-answer" })] },
  held: { intent: oneIntent, attempts: [first], facts: [factOf("unknown", first), factOf("held", first, { factId: "asked" })] },
  dead: { intent: oneIntent, attempts: [first], facts: [factOf("deferred", first), factOf("dead", null, { factId: "gave-up" })] },
  expired: { intent: oneIntent, attempts: [], facts: [factOf("expired", null)] },
  cancelled: { intent: oneIntent, attempts: [], facts: [factOf("cancelled", null)] },
  suppressed: { intent: oneIntent, attempts: [], facts: [factOf("suppressed", null)] },
};
const kinds = factKindSchema.options;
/** Stated about a message as a whole; everything else is about its attempt. */
const aboutMessage: ReadonlySet<FactKind> = new Set(["expired", "suppressed", "dead", "cancelled"]);

type Row = Readonly<Partial<Record<FactKind, MessageState["kind"]>>>;

const proofs = {
  accepted: "accepted",
  "marked-accepted": "accepted",
  sent: "accepted",
  delivered: "accepted",
  opened: "accepted",
  clicked: "accepted",
  "delivery-delayed": "accepted",
  bounced: "accepted",
  failed: "accepted",
  complained: "accepted",
  unsubscribed: "accepted",
} as const satisfies Row;
/** A possible send is settled by proof, by certainty that it did not happen, or by a person; by nothing else (S18). */
const doubt = { ...proofs, deferred: "queued", rejected: "queued", "send-again": "queued", skipped: "cancelled" } as const satisfies Row;
const wayOut = { ...proofs, cancelled: "cancelled", skipped: "cancelled" } as const satisfies Row;

/** Where each kind of fact leads; the state stays as it is for those that are not named. */
const table: Readonly<Record<MessageState["kind"], Row>> = {
  queued: { ...wayOut, expired: "expired", suppressed: "suppressed", dead: "dead" },
  started: { ...doubt, unknown: "unknown" },
  unknown: { ...doubt, held: "held" },
  held: doubt,
  accepted: {},
  rejected: { ...wayOut, expired: "expired", suppressed: "suppressed" },
  dead: { ...wayOut, expired: "expired", suppressed: "suppressed", redriven: "queued" },
  expired: { ...wayOut, suppressed: "suppressed" },
  cancelled: proofs,
  suppressed: wayOut,
};

describe("every state and every kind of fact", () => {
  for (const state of Object.keys(table) as MessageState["kind"][]) {
    test(`${state} goes where the table says`, () => {
      const rows = examples[state];
      expect(foldMessage(rows).kind).toBe(state);
      const led = kinds.map((kind) => {
        const about = aboutMessage.has(kind) ? null : (rows.attempts.at(-1) ?? null);
        return [kind, foldMessage({ ...rows, facts: [...rows.facts, factOf(kind, about, { factId: `later-${kind}` })] }).kind];
      });
      expect(Object.fromEntries(led)).toEqual(Object.fromEntries(kinds.map((kind) => [kind, table[state][kind] ?? state])));
    });
  }
});

const attemptArbitrary = fc.record({ planIndex: fc.nat({ max: 1 }), sameKey: fc.boolean() });
const factArbitrary = fc.record({
  kind: fc.constantFrom(...kinds),
  about: fc.nat({ max: 3 }),
  id: fc.nat({ max: 40 }),
  scope: fc.constantFrom("message", "recipient", "lane", null),
  recordedAt: fc.nat({ max: 100 }),
});

const rowsArbitrary: fc.Arbitrary<MessageRows> = fc
  .record({ attempts: fc.array(attemptArbitrary, { maxLength: 3 }), facts: fc.array(factArbitrary, { maxLength: 8 }) })
  .map(({ attempts, facts }) => {
    const made: Attempt[] = attempts.map(({ planIndex, sameKey }, index) =>
      attemptOf(index + 1, { planIndex, idempotencyKey: sameKey ? "key-1" : `key-${index + 1}` }),
    );
    const stated: Fact[] = facts.map(({ kind, about, id, scope, recordedAt }) =>
      factOf(kind, made[about] ?? null, { factId: `f${id}-${kind}-${about}`, scope, recordedAt: approvedAt + recordedAt }),
    );
    return { intent: oneIntent, attempts: made, facts: stated };
  });

const rankOf = (state: MessageState): number => (state.kind === "accepted" ? deliveryRank(state.delivery) + 1 : 0);

describe("the set of rows is all that counts (S12)", () => {
  test("order and repetition change nothing", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.infiniteStream(fc.nat()), (rows, chance) => {
        const shuffled = <Item>(items: readonly Item[]): Item[] =>
          [...items, ...items.slice(0, 2)]
            .map((item) => ({ item, place: chance.next().value as number }))
            .toSorted((a, b) => a.place - b.place)
            .map(({ item }) => item);
        const again = { intent: rows.intent, attempts: shuffled(rows.attempts), facts: shuffled(rows.facts) };
        expect(foldMessage(again)).toEqual(foldMessage(rows));
      }),
      { numRuns: 2000 },
    );
  });

  test("more facts never take an acceptance back nor lower how far it got", () => {
    fc.assert(
      fc.property(rowsArbitrary, factArbitrary, (rows, { kind, about, scope }) => {
        const more = factOf(kind, rows.attempts[about] ?? null, { factId: "one-more", scope });
        expect(rankOf(foldMessage({ ...rows, facts: [...rows.facts, more] }))).toBeGreaterThanOrEqual(rankOf(foldMessage(rows)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the plan", () => {
  test("a refusal of the address moves to the next step", () => {
    const state = foldMessage({ intent: oneIntent, attempts: [first], facts: [factOf("rejected", first)] });
    expect(state).toMatchObject({ kind: "queued", planIndex: 1 });
  });

  test("a refusal of the words moves to the next channel, past the other addresses of its own", () => {
    const [email, text] = oneIntent.plan;
    const plan = [email, { ...email, contactPointId: "other" }, text].flatMap((step) => (step === undefined ? [] : [step as PlanStep]));
    const intent = { ...oneIntent, plan };
    const refused = factOf("rejected", first, { scope: "words", code: "too-large" });
    expect(foldMessage({ intent, attempts: [first], facts: [refused] })).toMatchObject({ kind: "queued", planIndex: 2 });
    const onlyEmail = { ...intent, plan: plan.slice(0, 2) };
    expect(foldMessage({ intent: onlyEmail, attempts: [first], facts: [refused] })).toMatchObject({ kind: "rejected", code: "too-large" });
    // As older journals say it: what was refused then stays so.
    const before = { ...refused, scope: "message" as const };
    expect(foldMessage({ intent, attempts: [first], facts: [before] })).toMatchObject({ kind: "rejected", code: "too-large" });
  });

  test("a refusal by one account leaves the step to the others, and names those that have refused it", () => {
    const bySender = (attempt: Attempt, factId: string): Fact => factOf("rejected", attempt, { factId, scope: "sender" });
    const other = attemptOf(2, { provider: "resend#2" });
    const facts = [bySender(first, "a"), bySender(other, "b")];
    expect(foldMessage({ intent: oneIntent, attempts: [first], facts: facts.slice(0, 1) })).toMatchObject({
      kind: "queued",
      planIndex: 0,
      notBy: [first.provider],
      attemptsUsed: 0,
    });
    expect(foldMessage({ intent: oneIntent, attempts: [first, other], facts })).toMatchObject({
      planIndex: 0,
      notBy: [first.provider, "resend#2"],
    });
    const skip = factOf("step-skipped", null, { planIndex: 0, scope: "message", code: "not-on-whatsapp" });
    expect(foldMessage({ intent: oneIntent, attempts: [first, other], facts: [...facts, skip] })).toMatchObject({
      planIndex: 1,
      notBy: [],
    });
    expect(foldMessage({ intent: oneStep, attempts: [first, other], facts: [...facts, skip] })).toMatchObject({
      kind: "rejected",
      code: "not-on-whatsapp",
    });
  });

  test("there is no next step while an attempt may have gone out (S7)", () => {
    const facts = [factOf("unknown", first), factOf("rejected", second)];
    expect(foldMessage({ intent: oneIntent, attempts: [first, second], facts }).kind).toBe("unknown");
  });

  test("a refusal of the address under the same key settles the doubt about that key", () => {
    const repeat = attemptOf(2, { idempotencyKey: first.idempotencyKey });
    const facts = [factOf("unknown", first), factOf("rejected", repeat)];
    expect(foldMessage({ intent: oneIntent, attempts: [first, repeat], facts })).toMatchObject({ kind: "queued", planIndex: 1 });
  });

  test("an address that a gate forbids gives way to the next one; with none left, the gate's reason is the end", () => {
    const skip = (planIndex: number, given: Partial<Fact>): Fact =>
      factOf("step-skipped", null, { factId: `skip-${planIndex}`, planIndex, ...given });
    const forbidden = { scope: "recipient", code: "opted-out" } as const;
    const rows = (facts: readonly Fact[]): MessageRows => ({ intent: oneIntent, attempts: [first], facts });
    expect(foldMessage({ ...rows([skip(0, forbidden)]), attempts: [] })).toMatchObject({ kind: "queued", planIndex: 1 });
    const both = [skip(0, forbidden), skip(1, { ...forbidden, code: "hard-bounce" })];
    expect(foldMessage({ ...rows(both), attempts: [] })).toEqual({ kind: "suppressed", code: "hard-bounce" });
    const moved = [skip(0, forbidden), skip(1, { scope: "message", code: "address-changed" })];
    expect(foldMessage({ ...rows(moved), attempts: [] })).toMatchObject({ kind: "rejected", code: "address-changed" });
    const refused = [factOf("rejected", first, { code: "no-such-address" }), skip(1, forbidden)];
    expect(foldMessage(rows(refused))).toMatchObject({ kind: "rejected", code: "no-such-address" });
  });

  test("deferrals of the lane do not use up tries", () => {
    const facts = [factOf("deferred", first, { scope: "lane" }), factOf("deferred", second)];
    expect(foldMessage({ intent: oneIntent, attempts: [first, second], facts })).toMatchObject({ kind: "queued", attemptsUsed: 1 });
  });
});

describe("ties are settled by the rows alone", () => {
  test("of two rows that claim one id the same one counts in either order", () => {
    const one = factOf("rejected", first, { factId: "same", scope: "message", code: "a" });
    const other = { ...one, code: "b" };
    const stated = [[one, other] as const, [other, one] as const].map((facts) =>
      foldMessage({ intent: oneStep, attempts: [first], facts }),
    );
    expect(stated).toEqual([
      { kind: "rejected", code: "a", detail: one.detail },
      { kind: "rejected", code: "a", detail: one.detail },
    ]);
  });

  test("attempts with one number, proofs of one rank and pauses of one moment are told apart by their ids", () => {
    const twin = attemptOf(1, { attemptId: "z-twin", idempotencyKey: "other-key" });
    const held = [
      factOf("unknown", first, { factId: "u1" }),
      factOf("unknown", twin, { factId: "u2" }),
      factOf("held", first, { factId: "h2", detail: "second" }),
      factOf("held", twin, { factId: "h1", detail: "first" }),
    ];
    for (const facts of [held, held.toReversed()])
      expect(foldMessage({ intent: oneIntent, attempts: [twin, first], facts })).toMatchObject({
        kind: "held",
        attempt: { attemptId: "z-twin" },
        detail: "first",
      });
    const proofs = [factOf("accepted", twin, { factId: "p2" }), factOf("accepted", first, { factId: "p1" })];
    for (const facts of [proofs, proofs.toReversed()])
      expect(foldMessage({ intent: oneIntent, attempts: [first, twin], facts })).toMatchObject({ attemptId: first.attemptId });
  });

  test("what was said last is the reason of giving up", () => {
    const facts = [
      factOf("dead", null, { factId: "d1", code: "old", recordedAt: approvedAt }),
      factOf("dead", null, { factId: "d2", code: "new", recordedAt: approvedAt + 1 }),
    ];
    expect(foldMessage({ intent: oneIntent, attempts: [], facts })).toMatchObject({ kind: "dead", code: "new" });
  });

  test("a plan without steps is refused without a reason, not waited for", () => {
    expect(foldMessage({ intent: { ...oneIntent, plan: [] }, attempts: [], facts: [] })).toEqual({
      kind: "rejected",
      code: "",
      detail: "",
    });
  });

  test("a refusal of every step is told in the last one's words", () => {
    const last = attemptOf(2, { planIndex: 1 });
    const facts = [factOf("rejected", first, { code: "one" }), factOf("rejected", last, { code: "two" })];
    expect(foldMessage({ intent: oneIntent, attempts: [first, last], facts })).toMatchObject({ kind: "rejected", code: "two" });
  });
});

describe("approving again", () => {
  test("is possible once the old message ended unsent, and never while a doubt is open or was skipped", () => {
    expect(mayBeApprovedAgain(examples.expired)).toBe(true);
    expect(mayBeApprovedAgain(examples.rejected)).toBe(true);
    expect(mayBeApprovedAgain(examples.accepted)).toBe(false);
    expect(mayBeApprovedAgain(examples.unknown)).toBe(false);
    expect(mayBeApprovedAgain({ ...examples.held, facts: [...examples.held.facts, factOf("skipped", first)] })).toBe(false);
  });
});
