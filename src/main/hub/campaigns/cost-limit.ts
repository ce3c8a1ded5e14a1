import type { Setting } from "#shared/domain/suppression.ts";
import type { CampaignsDeps } from "./world.ts";

/** What one message to everybody may cost before somebody must raise the limit on purpose: 50 dollars. */
const costLimitCentsUsual = 5_000;

const settingId = (weddingId: string): string => `cost-limit-${weddingId}`;

/** Hundredths of the currency unit. */
export const readCostLimit = async ({ collections }: Pick<CampaignsDeps, "collections">, weddingId: string): Promise<number> => {
  const cents = ((await collections.settings.findOne(settingId(weddingId)).exec())?.toJSON() as Setting | undefined)?.value["cents"];
  return typeof cents === "number" ? cents : costLimitCentsUsual;
};

export const writeCostLimit = async (
  { collections, clock }: Pick<CampaignsDeps, "collections" | "clock">,
  { weddingId, cents }: { readonly weddingId: string; readonly cents: number },
): Promise<void> => {
  await collections.settings.upsert({
    id: settingId(weddingId),
    weddingId,
    kind: "cost-limit",
    value: { cents },
    updatedAt: clock.now(),
  });
};
