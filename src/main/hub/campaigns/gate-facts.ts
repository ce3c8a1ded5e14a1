import type { Campaign, Guest, Response, Wedding } from "#shared/domain/index.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import { isReminder } from "#shared/message/reminder.ts";
import { isTestSend } from "#shared/message/test-send.ts";
import { instantOfLocal } from "#shared/time/zoned.ts";
import type { GateFacts, GateView } from "#hub/dispatcher/dispatcher.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import type { Intent } from "#shared/message/ledger-rows.ts";
import { readCostLimits, type CostLimits } from "./cost-limit.ts";
import type { CostMeter } from "./cost-meter.ts";
import type { TextTerms } from "./world.ts";
import { hasAnswered } from "./audience/answered.ts";
import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { addressKey, readSuppressions, type SuppressionSource } from "./audience/suppressions.ts";

export interface GateFactsDeps extends SuppressionSource {
  readonly collections: StoreCollections;
  readonly clock: Clock;
  readonly meter: Pick<CostMeter, "counted" | "take">;
  readonly terms: Pick<TextTerms, "ruleFor">;
}

/** Reads by ids what the gates ask for one batch; each look goes to the store, nothing is remembered. */
export const createGateFacts = ({ collections, clock, meter, terms, ...source }: GateFactsDeps): GateFacts => ({
  load: async (intents): Promise<GateView> => {
    const ids = (pick: (intent: (typeof intents)[number]) => string): string[] => [...new Set(intents.map(pick))];
    const guestIds = ids((intent) => intent.guestId);
    const weddingIds = ids((intent) => intent.weddingId);
    const reminded = [...new Set(intents.filter(isReminder).map(({ guestId }) => guestId))];
    const [guests, campaigns, weddings, suppressions, responses] = await Promise.all([
      collections.guests.findByIds(guestIds).exec(),
      collections.campaigns.findByIds(ids((intent) => intent.campaignId)).exec(),
      collections.weddings.findByIds(weddingIds).exec(),
      Promise.all(weddingIds.map(async (id) => [id, await readSuppressions({ collections, ...source }, id)] as const)),
      reminded.length === 0
        ? []
        : collections.responses.find({ selector: { weddingId: { $in: weddingIds }, guestId: { $in: reminded } } }).exec(),
    ]);
    const costs = await readLimits({ collections }, meter, intents);
    const suppressed = new Map<string, ReadonlyMap<string, Suppression>>(suppressions);
    const answers = Map.groupBy(responses as readonly Response[], ({ guestId }) => guestId);
    const now = clock.now();
    return {
      suppression: (intent, step) => {
        const point = (guests.get(intent.guestId) as Guest | undefined)?.contactPoints.find(({ id }) => id === step.contactPointId);
        if (point?.consent === "withdrawn") return "opted-out";
        const known = suppressed.get(intent.weddingId)?.get(addressKey(step.channel, step.address))?.reason;
        return known ?? (source.isBlockLost(intent.weddingId, step.channel, step.address) ? "by-hand" : null);
      },
      addressIsCurrent: (intent, step) => {
        if (isTestSend(intent)) return true;
        const guest = guests.get(intent.guestId) as Guest | undefined;
        return (
          guest?.contactPoints.some(
            (point) => point.id === step.contactPointId && point.channel === step.channel && point.address === step.address,
          ) ?? false
        );
      },
      revisionStands: (intent) => {
        if (isTestSend(intent)) return true;
        const campaign = campaigns.get(intent.campaignId) as Campaign | undefined;
        if (campaign?.status === "draft" && campaign.approvedRevision < intent.revision) return null;
        return campaign?.status === "approved" && campaign.approvedRevision === intent.revision;
      },
      countryIsForbidden: ({ practice }, { channel, address }) =>
        !practice && channel === "sms" && terms.ruleFor(countryOfNumber(address))?.code === "sender-not-allowed",
      takeCost: (intent, step) => {
        const limits = costs.get(intent.weddingId);
        return limits === undefined || meter.take(intent, step, limits);
      },
      rsvpIsClosed: (intent) => {
        const guest = guests.get(intent.guestId) as Guest | undefined;
        if (guest !== undefined && hasAnswered(guest, answers.get(intent.guestId) ?? [])) return true;
        const wedding = weddings.get(intent.weddingId) as Wedding | undefined;
        return wedding !== undefined && deadlineHasPassed(wedding, now);
      },
    };
  },
});

/** The limits of the weddings for which something of this batch may cost, once it is known what was spent. */
const readLimits = async (
  deps: Pick<GateFactsDeps, "collections">,
  meter: Pick<CostMeter, "counted">,
  intents: readonly Intent[],
): Promise<ReadonlyMap<string, CostLimits>> => {
  const costing = intents.filter(({ practice, plan }) => !practice && plan.some(({ channel }) => channel === "sms"));
  if (costing.length === 0) return new Map();
  await meter.counted();
  const weddingIds = [...new Set(costing.map(({ weddingId }) => weddingId))];
  return new Map(await Promise.all(weddingIds.map(async (id) => [id, await readCostLimits(deps, id)] as const)));
};

/** The whole day of the deadline counts, in the wedding's zone. */
export const deadlineHasPassed = ({ rsvpDeadline, zone }: Pick<Wedding, "rsvpDeadline" | "zone">, now: number): boolean =>
  rsvpDeadline !== null && now > instantOfLocal(`${rsvpDeadline}T23:59`, zone, "not-after");
