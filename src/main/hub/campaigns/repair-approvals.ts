import type { CampaignsDeps } from "./world.ts";

type RepairDeps = Pick<CampaignsDeps, "collections" | "ledger" | "clock" | "logger"> & { readonly dispatcher: () => { wake(): void } };

/**
 * Brings campaigns up to what the journal says was approved (the ledger wins): an approval is in the journal first, and a crash or a
 * full disk may come before its campaign says so. Runs at the start, before gates look at campaigns and before anybody edits one, and
 * after each approval.
 */
export interface ApprovalRepair {
  /** Resolves when all say so, or the store took no write; then it is tried again by itself. */
  now(): Promise<void>;
  stop(): void;
}

/** Between two tries: a full disk is freed by a person. */
const retryMs = 5_000;

export const createApprovalRepair = (deps: RepairDeps): ApprovalRepair => {
  let cancelTimer: (() => void) | undefined;
  let stopped = false;
  const now = async (): Promise<void> => {
    try {
      await repairApprovals(deps);
    } catch {
      deps.logger.error("An approved campaign could not be told so yet; trying again.");
      if (stopped) return;
      cancelTimer?.();
      cancelTimer = deps.clock.setTimer(retryMs, () => void now().then(() => deps.dispatcher().wake()));
    }
  };
  return {
    now,
    stop: () => {
      stopped = true;
      cancelTimer?.();
    },
  };
};

const repairApprovals = async (deps: RepairDeps): Promise<void> => {
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
