import type { CampaignsDeps } from "./world.ts";

/**
 * Brings campaigns up to what the journal says was approved (the ledger wins): an approval is in the journal first, and a
 * crash may come before its campaign says so. Runs at the start, before gates look at campaigns and before anybody edits one.
 */
export const repairApprovals = async (deps: Pick<CampaignsDeps, "collections" | "ledger" | "clock" | "logger">): Promise<void> => {
  const { collections, ledger, clock, logger } = deps;
  const newest = new Map(ledger.readApprovals().map((row) => [row.campaignId, row]));
  const documents = await collections.campaigns.findByIds([...newest.keys()]).exec();
  for (const [campaignId, document] of documents) {
    const approval = newest.get(campaignId);
    if (approval === undefined || document.approvedRevision >= approval.revision) continue;
    const holdUntil = await holdOf(ledger, approval.approvalId);
    await document.incrementalModify((campaign) => ({
      ...campaign,
      status: "approved" as const,
      approvedRevision: approval.revision,
      approvedAt: approval.approvedAt,
      approvedCount: approval.count,
      holdUntil: holdUntil ?? approval.approvedAt,
      updatedAt: Math.max(clock.now(), campaign.updatedAt + 1),
    }));
    logger.warn("A campaign was approved when Usher ended; it says so now.", { campaignId, approved: approval.count });
  }
};

/** How long the approval is held back: every one of its messages says it. */
const holdOf = async (ledger: CampaignsDeps["ledger"], approvalId: string): Promise<number | undefined> => {
  for await (const page of ledger.readOpen()) {
    const found = page.find(({ intent }) => intent.approvalId === approvalId);
    if (found !== undefined) return found.intent.holdUntil;
  }
  return undefined;
};
