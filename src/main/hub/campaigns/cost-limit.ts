import type { CostScope } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { Setting } from "#shared/domain/suppression.ts";
import { currency } from "./estimate.ts";
import type { CampaignsDeps, RoomDeps } from "./world.ts";

/** What may be spent before somebody must raise the limit on purpose, in hundredths of the currency unit. */
export interface CostLimits {
  readonly messageCents: number;
  readonly weddingCents: number;
}

/** 50 dollars for one message to everybody: 300 texts of two parts to most of Europe. 500 for all messages of a wedding. */
export const usualCostLimits: CostLimits = { messageCents: 5_000, weddingCents: 50_000 };

/** The name of the first kind is older than the second. */
const kinds: Readonly<Record<CostScope, string>> = { message: "cost-limit", wedding: "cost-limit-whole" };
const settingId = (weddingId: string, scope: CostScope): string => `${kinds[scope]}-${weddingId}`;

export const readCostLimits = async ({ collections }: Pick<CampaignsDeps, "collections">, weddingId: string): Promise<CostLimits> => {
  const ids = [settingId(weddingId, "message"), settingId(weddingId, "wedding")] as const;
  const found = await collections.settings.findByIds([...ids]).exec();
  const centsOf = (id: string, usual: number): number => {
    const cents = (found.get(id)?.toJSON() as Setting | undefined)?.value["cents"];
    return typeof cents === "number" ? cents : usual;
  };
  return { messageCents: centsOf(ids[0], usualCostLimits.messageCents), weddingCents: centsOf(ids[1], usualCostLimits.weddingCents) };
};

/** What a message and its wedding have cost so far, and may cost. */
export interface Costs {
  readonly messageSpentCents: number;
  readonly messageLimitCents: number;
  readonly weddingSpentCents: number;
  readonly weddingLimitCents: number;
  readonly currency: string;
}

export const readCosts = async (deps: Pick<RoomDeps, "collections" | "meter">, { id, weddingId }: Campaign): Promise<Costs> => {
  const [limits] = await Promise.all([readCostLimits(deps, weddingId), deps.meter.counted()]);
  return {
    messageSpentCents: Math.round(deps.meter.spentCents({ campaignId: id })),
    messageLimitCents: limits.messageCents,
    weddingSpentCents: Math.round(deps.meter.spentCents({ weddingId })),
    weddingLimitCents: limits.weddingCents,
    currency,
  };
};

export interface CostLimitInput {
  readonly weddingId: string;
  readonly scope: CostScope;
  readonly cents: number;
}

export const writeCostLimit = async (
  { collections, clock }: Pick<CampaignsDeps, "collections" | "clock">,
  { weddingId, scope, cents }: CostLimitInput,
): Promise<void> => {
  await collections.settings.upsert({
    id: settingId(weddingId, scope),
    weddingId,
    kind: kinds[scope],
    value: { cents },
    updatedAt: clock.now(),
  });
};
