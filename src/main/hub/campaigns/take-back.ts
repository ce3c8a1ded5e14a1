import type { Campaign } from "#shared/domain/index.ts";
import { refuse } from "./refusals.ts";
import type { CampaignsDeps } from "./world.ts";

/**
 * Makes an approved campaign a draft again: during the hold, and later as long as nothing of it was tried (it starts next
 * week, or everybody's night is quiet). The messages end first: if this is cut short, they are cancelled and the campaign
 * still says approved. What leaves in between is not hidden: then the rest stays cancelled, and the refusal says so.
 */
export const takeBack = async (
  deps: CampaignsDeps,
  campaign: Campaign,
  patch: (change: Partial<Campaign>) => Promise<void>,
): Promise<void> => {
  if (wasTried(deps, campaign)) {
    throw refuse("hold-over", "Some of it has left already, so it cannot be taken back.", "Pause it, or cancel the rest.");
  }
  const { onTheWay } = await deps.dispatcher().cancelRest(campaign.id);
  if (onTheWay > 0 || wasTried(deps, campaign)) {
    await patch({ status: "cancelled" });
    throw refuse("hold-over", "The first ones had just left. All others are cancelled.", "Look at the run to see whom it reached.");
  }
  await patch({ status: "draft", approvedAt: null, approvedCount: null, holdUntil: null });
};

/** Whether a provider may have heard of any message of this approval. What nobody has counted yet may have been. */
const wasTried = ({ tallies, book }: CampaignsDeps, campaign: Campaign): boolean => {
  const tally = tallies.of(campaign);
  if (tally === null) return true;
  if (tally.waiting + tally.cancelled + tally.suppressed + tally.expired < tally.approved) return true;
  for (const { intent, attempts } of book.entries()) {
    if (intent.campaignId === campaign.id && attempts.some(({ approvalId }) => approvalId === intent.approvalId)) return true;
  }
  return false;
};
