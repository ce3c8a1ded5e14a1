import { describe, expect, it } from "vitest";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { Tally } from "#shared/api/campaigns.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { Attempt, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { createTallies, fieldsOf, type Tallies } from "./tallies.ts";

const before: Intent = { ...oneIntent, plan: oneIntent.plan.slice(0, 1), approvalId: "approval-1", campaignId: "campaign-0" };
const now: Intent = { ...oneIntent, approvalId: "approval-2", campaignId: "campaign-1" };
const earlierTry = attemptOf(1, { approvalId: "approval-1" });
const laterTry = attemptOf(2, { approvalId: "approval-2" });

const entryOf = (intent: Intent, attempts: readonly Attempt[], facts: readonly Fact[], earlier: readonly Intent[] = []): BookEntry => {
  const rows = { intent, attempts, facts };
  return { ...rows, damaged: 0, earlier, state: foldMessage(rows) };
};
const counted = (): Tallies => {
  const tallies = createTallies();
  tallies.allCounted();
  return tallies;
};
const of = (tallies: Tallies, id: string): Tally | null =>
  tallies.of({ id, approvedRevision: oneIntent.revision, approvedCount: 1 } as unknown as Campaign);

describe("the sum of an earlier campaign, found at the start", () => {
  it("counts how the message ended there, whatever came of it later (L2)", () => {
    const tallies = counted();
    const refused = factOf("rejected", earlierTry, { scope: "message" });
    tallies.observe(entryOf(now, [earlierTry, laterTry], [refused, factOf("delivered", laterTry)], [before]));
    expect(of(tallies, "campaign-0")).toMatchObject({ rejected: 1, accepted: 0, sumCloses: true });
    expect(of(tallies, "campaign-1")).toMatchObject({ accepted: 1, delivered: 1, rejected: 0, sumCloses: true });
  });

  it("takes no try of a later approval for one of its own", () => {
    const tallies = counted();
    tallies.observe(entryOf(now, [laterTry], [factOf("expired", null, { approvalId: "approval-1" })], [before]));
    expect(of(tallies, "campaign-0")).toMatchObject({ expired: 1, sending: 0, sumCloses: true });
    expect(of(tallies, "campaign-1")).toMatchObject({ sending: 1, expired: 0, sumCloses: true });
  });
});

describe("a message that is approved again while we look on", () => {
  it("stays in the earlier sum as it ended there, and counts in the new one (L2)", () => {
    const tallies = counted();
    const cancelled = factOf("cancelled", null, { approvalId: "approval-1" });
    tallies.observe(entryOf(before, [], []));
    expect(of(tallies, "campaign-0")).toMatchObject({ waiting: 1 });
    tallies.observe(entryOf(before, [], [cancelled]));
    tallies.observe(entryOf(now, [], [cancelled], [before]));
    tallies.observe(entryOf(now, [laterTry], [cancelled, factOf("accepted", laterTry)], [before]));
    expect(of(tallies, "campaign-0")).toMatchObject({ cancelled: 1, waiting: 0, sumCloses: true });
    expect(of(tallies, "campaign-1")).toMatchObject({ accepted: 1, waiting: 0, sending: 0, sumCloses: true });
  });
});

describe("what was taken and then came to nothing", () => {
  it.each(["failed", "bounced"] as const)("counts as bounced and not as delivered: %s", (delivery) => {
    expect(fieldsOf({ kind: "accepted", delivery, attemptId: null })).toEqual(["accepted", "bounced"]);
  });
});
