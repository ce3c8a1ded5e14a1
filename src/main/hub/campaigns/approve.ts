import { decisionsIn, type Review } from "#shared/api/campaigns.ts";
import type { Intent } from "#shared/message/ledger-rows.ts";
import { UsherError } from "#shared/problem.ts";
import type { ApprovalResult } from "#hub/ledger/index.ts";
import type { KeptAssembly } from "./kept-assembly.ts";
import { textsUsed } from "./assemble.ts";
import { reviewOf, type Reviewed } from "./review.ts";
import type { ApprovalRepair } from "./repair-approvals.ts";
import { notADraft, refuse } from "./refusals.ts";
import { createTurns, itemsPerLook } from "./turns.ts";
import { readCampaign, type RoomDeps } from "./world.ts";

export interface ApproveInput {
  readonly campaignId: string;
  readonly reviewHash: string;
  readonly sawExcluded: boolean;
  /** Codes of findings that stay as they are. */
  readonly decided: readonly string[];
  readonly typedNumber: number | null;
}

/**
 * Freezes what was reviewed and puts it into the journal. The journal comes first, so that no campaign claims to
 * have sent what it has not; a crash before the campaign says "approved" is repaired from the journal (`repair-approvals.ts`).
 */
export const approveCampaign = async (
  deps: RoomDeps,
  kept: KeptAssembly,
  repair: ApprovalRepair,
  input: ApproveInput,
): Promise<{ approved: number; holdUntil: number }> => {
  const { campaign: before } = await readCampaign(deps.collections, input.campaignId);
  if (before.status !== "draft") throw notADraft();
  const reviewed = await reviewOf(deps, await kept.of(input.campaignId));
  assertApproved(reviewed.review, input);
  const now = deps.clock.now();
  const holdUntil = now + reviewed.review.holdSeconds * 1000;
  const result = await journal(deps, reviewed, now, holdUntil);
  // The journal has it, so it is approved. A store that takes no writes is told later; the gates wait for it.
  await repair.now();
  deps.logger.info("A campaign was approved.", { campaignId: input.campaignId, approved: result.approved, taken: result.taken.length });
  deps.dispatcher().wake();
  return { approved: result.approved, holdUntil };
};

const assertApproved = (review: Review, input: ApproveInput): void => {
  const stop = review.findings.find(({ grade }) => grade === "stop");
  if (stop !== undefined) throw refuse("review-stops", stop.sentence, stop.fix);
  if (review.reviewHash !== input.reviewHash) {
    throw refuse("review-changed", "Something changed since you looked at this review.", "Look at the review again, then approve.");
  }
  const open = decisionsIn(review).find((code) => !input.decided.includes(code));
  const undecided = review.findings.find(({ code }) => code === open);
  if (undecided !== undefined) throw refuse("decision-missing", `Not decided yet: ${undecided.sentence}`, undecided.fix);
  if (review.confirmation !== "type-number") return;
  if (!input.sawExcluded && review.excluded.length > 0) {
    throw refuse("confirmation-missing", "The list of those left out was not looked at.", "Open it, then tick the box.");
  }
  if (input.typedNumber !== review.recipients) {
    throw refuse(
      "confirmation-missing",
      `The typed number is not ${review.recipients}.`,
      "Type the number of people that the review shows.",
    );
  }
};

/** A crash can leave a revision in the journal that the campaign never heard of; the next number is free. */
const revisionTriesMax = 5;

const journal = async (deps: RoomDeps, reviewed: Reviewed, now: number, holdUntil: number): Promise<ApprovalResult> => {
  const { world, texts, messages } = reviewed.assembled;
  const { campaign } = world;
  for (let step = 1; ; step += 1) {
    const revision = campaign.approvedRevision + step;
    const approvalId = deps.ids.next();
    try {
      const intents = await intentsOf(deps, reviewed, { approvalId, revision, approvedAt: now, holdUntil });
      const used = textsUsed(
        texts,
        messages.map(({ plan }) => plan),
      );
      // The journal begins with a look at all of them: that shall not come on top of this turn.
      await deps.clock.sleep(0);
      return await deps.ledger.approve({
        approvalId,
        campaignId: campaign.id,
        revision,
        approvedAt: now,
        texts: used,
        intents,
      });
    } catch (error) {
      if (step >= revisionTriesMax || !(error instanceof UsherError) || error.problem.code !== "already-approved") throw error;
    }
  }
};

type Stamp = Pick<Intent, "approvalId" | "revision" | "approvedAt" | "holdUntil">;

const intentsOf = async ({ clock }: RoomDeps, { assembled, schedule }: Reviewed, stamp: Stamp): Promise<Intent[]> => {
  const { campaign, wedding } = assembled.world;
  const intents: Intent[] = [];
  const turns = createTurns(clock);
  for (const { guest, messageId, plan, values, payloadSha256, quiet } of assembled.messages) {
    intents.push({
      messageId,
      ...stamp,
      weddingId: wedding.id,
      campaignId: campaign.id,
      guestId: guest.id,
      householdId: guest.householdId,
      slot: campaign.slot,
      priority: campaign.priority,
      practice: wedding.practice,
      plan: [...plan],
      values,
      payloadSha256,
      // "Now" is the moment of the approval: a later start would look like a schedule to the gates.
      notBefore: campaign.schedule.kind === "now" ? stamp.approvedAt : schedule.startsAt,
      expiresAt: schedule.expiresAt,
      quietZone: quiet.zones[0],
      ...(quiet.zones.length > 1 ? { alsoQuietIn: quiet.zones.slice(1) } : {}),
    });
    if (intents.length % itemsPerLook === 0) await turns.next();
  }
  return intents;
};
