import type { Campaign, Guest, Response, Wedding } from "#shared/domain/index.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import { isTestSend } from "#shared/message/test-send.ts";
import { instantOfLocal } from "#shared/time/zoned.ts";
import type { GateFacts, GateView } from "#hub/dispatcher/dispatcher.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { hasAnswered } from "./audience/answered.ts";
import { addressKey, readSuppressions, type SuppressionSource } from "./audience/suppressions.ts";

export interface GateFactsDeps extends SuppressionSource {
  readonly collections: StoreCollections;
  readonly clock: Clock;
}

/** Reads by ids what the gates ask for one batch; each look goes to the store, nothing is remembered. */
export const createGateFacts = ({ collections, clock, ...source }: GateFactsDeps): GateFacts => ({
  load: async (intents): Promise<GateView> => {
    const ids = (pick: (intent: (typeof intents)[number]) => string): string[] => [...new Set(intents.map(pick))];
    const guestIds = ids((intent) => intent.guestId);
    const weddingIds = ids((intent) => intent.weddingId);
    const reminded = [...new Set(intents.filter(({ priority }) => priority === "reminder").map(({ guestId }) => guestId))];
    const [guests, campaigns, weddings, suppressions, responses] = await Promise.all([
      collections.guests.findByIds(guestIds).exec(),
      collections.campaigns.findByIds(ids((intent) => intent.campaignId)).exec(),
      collections.weddings.findByIds(weddingIds).exec(),
      Promise.all(weddingIds.map(async (id) => [id, await readSuppressions({ collections, ...source }, id)] as const)),
      reminded.length === 0
        ? []
        : collections.responses.find({ selector: { weddingId: { $in: weddingIds }, guestId: { $in: reminded } } }).exec(),
    ]);
    const suppressed = new Map<string, ReadonlyMap<string, Suppression>>(suppressions);
    const answers = Map.groupBy(responses as readonly Response[], ({ guestId }) => guestId);
    const now = clock.now();
    return {
      suppression: (intent, step) => {
        const point = (guests.get(intent.guestId) as Guest | undefined)?.contactPoints.find(({ id }) => id === step.contactPointId);
        if (point?.consent === "withdrawn") return "opted-out";
        return suppressed.get(intent.weddingId)?.get(addressKey(step.channel, step.address))?.reason ?? null;
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
      rsvpIsClosed: (intent) => {
        const guest = guests.get(intent.guestId) as Guest | undefined;
        if (guest !== undefined && hasAnswered(guest, answers.get(intent.guestId) ?? [])) return true;
        const wedding = weddings.get(intent.weddingId) as Wedding | undefined;
        return wedding !== undefined && deadlineHasPassed(wedding, now);
      },
    };
  },
});

/** The whole day of the deadline counts, in the wedding's zone. */
export const deadlineHasPassed = ({ rsvpDeadline, zone }: Pick<Wedding, "rsvpDeadline" | "zone">, now: number): boolean =>
  rsvpDeadline !== null && now > instantOfLocal(`${rsvpDeadline}T23:59`, zone, "not-after");
