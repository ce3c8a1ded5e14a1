import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Campaign } from "#shared/domain/campaign.ts";
import { factOf, oneIntent } from "#test/dispatch/rows.ts";
import { deliveryOrder } from "#shared/message/delivery-rank.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { createTallies, fieldsOf } from "./tallies.ts";

const campaign = (approvedCount: number | null): Campaign =>
  ({ id: "campaign-1", approvedRevision: 1, approvedCount }) as unknown as Campaign;

const entry = (messageId: string, state: MessageState, revision = 1): BookEntry =>
  ({
    intent: { messageId, campaignId: "campaign-1", revision },
    attempts: [],
    facts: [],
    damaged: 0,
    earlier: [],
    state,
  }) as unknown as BookEntry;

const states: fc.Arbitrary<MessageState> = fc.oneof(
  ...deliveryOrder.map((delivery) => fc.constant<MessageState>({ kind: "accepted", delivery, attemptId: null })),
  fc
    .constantFrom("queued", "started", "unknown", "held", "rejected", "dead", "expired", "cancelled", "suppressed")
    .map((kind) => ({ kind }) as unknown as MessageState),
);

/** As after the start: everything has been counted. */
const counted = (): ReturnType<typeof createTallies> => {
  const tallies = createTallies();
  tallies.allCounted();
  return tallies;
};

describe("tallies", () => {
  it("says nothing before everything has been counted once, because the sum could not close", () => {
    const tallies = createTallies();
    tallies.observe(entry("m1", { kind: "cancelled" }));
    expect(tallies.of(campaign(1))).toBeNull();
    tallies.allCounted();
    expect(tallies.of(campaign(1))?.sumCloses).toBe(true);
  });

  it("says nothing about a campaign that was never approved", () => {
    expect(counted().of(campaign(null))).toBeNull();
  });

  it("closes the sum after any course of any messages (L2)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), states), { minLength: 1, maxLength: 200 }), (steps) => {
        const tallies = counted();
        for (const [message, state] of steps) tallies.observe(entry(`m${message}`, state));
        const approved = new Set(steps.map(([message]) => message)).size;
        expect(tallies.of(campaign(approved))?.sumCloses).toBe(true);
        expect(tallies.of(campaign(approved + 1))?.sumCloses).toBe(false);
      }),
    );
  });

  it("counts every problem once with its reason, and knows who waits, after any course of any messages", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), states), { minLength: 1, maxLength: 200 }), (steps) => {
        const tallies = counted();
        for (const [message, state] of steps) tallies.observe(entry(`m${message}`, state));
        const last = [...new Map(steps)];
        const kinds = last.map(([, state]) => (state.kind === "accepted" ? state.delivery : state.kind));
        const bad = ["rejected", "dead", "held", "suppressed", "expired", "bounced", "failed", "complained"];
        for (const word of bad) {
          const listed = tallies.problemsOf(campaign(1)).filter(({ state }) => state === word);
          expect(listed.reduce((sum, { count }) => sum + count, 0)).toBe(kinds.filter((kind) => kind === word).length);
        }
        expect(tallies.queuedOf(campaign(1)).size).toBe(kinds.filter((kind) => kind === "queued").length);
      }),
    );
  });

  it("keeps problems with different codes apart, the most frequent first", () => {
    const tallies = counted();
    const rejected = (code: string): MessageState => ({ kind: "rejected", code, detail: "" });
    tallies.observe(entry("m1", rejected("spam")));
    tallies.observe(entry("m2", rejected("no-such-mailbox")));
    tallies.observe(entry("m3", rejected("no-such-mailbox")));
    expect(tallies.problemsOf(campaign(3))).toEqual([
      { state: "rejected", code: "no-such-mailbox", count: 2 },
      { state: "rejected", code: "spam", count: 1 },
    ]);
  });

  it("counts what arrived and what came back as parts of what was accepted", () => {
    expect(fieldsOf({ kind: "accepted", delivery: "clicked", attemptId: null })).toEqual(["accepted", "delivered"]);
    expect(fieldsOf({ kind: "accepted", delivery: "bounced", attemptId: null })).toEqual(["accepted", "bounced"]);
    expect(fieldsOf({ kind: "accepted", delivery: "sent", attemptId: null })).toEqual(["accepted"]);
  });

  it("keeps an earlier approval's messages out of the newest one's sum", () => {
    const tallies = counted();
    tallies.observe(entry("m1", { kind: "cancelled" }, 0));
    tallies.observe(entry("m2", { kind: "cancelled" }, 1));
    expect(tallies.of(campaign(1))).toMatchObject({ cancelled: 1, sumCloses: true });
  });

  it("closes an earlier campaign's sum after a restart, when the guest was approved again in another one (L2)", () => {
    const first = { ...oneIntent, approvalId: "approval-1", campaignId: "campaign-0", revision: 1 };
    const again = { ...oneIntent, approvalId: "approval-2", campaignId: "campaign-1", revision: 1 };
    const rows = {
      intent: again,
      attempts: [],
      facts: [factOf("cancelled", null, { approvalId: "approval-1" })],
      damaged: 0,
      earlier: [first],
    };
    const tallies = counted();
    for (let look = 0; look < 2; look += 1) tallies.observe({ ...rows, state: foldMessage(rows) });
    const earlier = { ...campaign(1), id: "campaign-0" };
    expect(tallies.of(earlier)).toMatchObject({ cancelled: 1, waiting: 0, sumCloses: true });
    expect(tallies.of(campaign(1))).toMatchObject({ cancelled: 0, waiting: 1, sumCloses: true });
  });

  it("tells which campaign changed", () => {
    const tallies = counted();
    const told: string[] = [];
    tallies.onChange((ids) => told.push(...ids));
    tallies.observe(entry("m1", { kind: "cancelled" }));
    expect(told).toEqual(["campaign-1"]);
  });
});
