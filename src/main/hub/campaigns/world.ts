import type { Channel } from "#shared/domain/fields.ts";
import type { Campaign, Guest, Household, Response, Template, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { Clock, Ids, Logger } from "#hub/ports/index.ts";
import type { Dispatcher } from "#hub/dispatcher/dispatcher.ts";
import type { Ledger } from "#hub/ledger/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import type { Tally } from "#shared/api/campaigns.ts";
import { readSuppressions } from "./audience/suppressions.ts";
import type { EmailLayouts } from "./email/email-layouts.ts";
import type { ValueSources } from "./merge-values.ts";
import { campaignGone } from "./refusals.ts";

/** What is known about the way that a message would take first. */
export interface Lane {
  readonly perSecond: number;
  readonly from: string;
  readonly replyTo: string;
}

export interface CampaignsDeps {
  readonly collections: StoreCollections;
  readonly ledger: Ledger;
  /** A function: the dispatcher is made after this room. */
  readonly dispatcher: () => Pick<Dispatcher, "startNow" | "pauseCampaign" | "resumeCampaign" | "cancelRest" | "isPaused" | "wake">;
  readonly audience: { matching(weddingId: string, view: GuestView): Promise<readonly string[]> };
  /** Undefined when nothing is connected for the channel. */
  readonly lanes: { of(channel: Channel, practice: boolean): Lane | undefined };
  readonly tallies: {
    of(campaign: Campaign): Tally | null;
    onChange(listener: (campaignIds: ReadonlySet<string>) => void): () => void;
  };
  /** Hundredths of the currency unit for one SMS segment; null or absent when no figure is known. */
  readonly smsPriceCents?: () => number | null;
  /** Address of the guests' page for a real wedding, without a fragment; null when it has none. */
  readonly rsvpPageUrl?: () => string | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

/** What the room has of its own besides. */
export interface RoomDeps extends CampaignsDeps {
  readonly layouts: EmailLayouts;
}

/** Everything of the store that a review looks at, read at one moment. */
export interface World extends ValueSources {
  readonly campaign: Campaign;
  readonly template: Template;
  readonly guests: ReadonlyMap<string, Guest>;
  /** In the order of the view. */
  readonly audience: readonly string[];
  readonly suppressions: ReadonlyMap<string, Suppression>;
  readonly answers: ReadonlyMap<string, readonly Response[]>;
}

/** A rehearsal must have a link to show; this name is reserved and leads nowhere. */
const practiceRsvpPage = "https://rsvp.example/";

export const readCampaign = async (
  { campaigns, templates }: StoreCollections,
  campaignId: string,
): Promise<{ campaign: Campaign; template: Template }> => {
  const campaign = (await campaigns.findOne(campaignId).exec())?.toMutableJSON();
  if (campaign === undefined) throw campaignGone();
  const template = (await templates.findOne(campaign.templateId).exec())?.toMutableJSON();
  if (template === undefined) throw campaignGone();
  return { campaign, template };
};

export const readWedding = async ({ weddings }: Pick<StoreCollections, "weddings">, weddingId: string): Promise<Wedding> => {
  const wedding = (await weddings.findOne(weddingId).exec())?.toMutableJSON();
  if (wedding === undefined) throw campaignGone();
  return wedding;
};

export const readWorld = async (deps: CampaignsDeps, campaignId: string): Promise<World> => {
  const { collections } = deps;
  const { campaign, template } = await readCampaign(collections, campaignId);
  const { weddingId } = campaign;
  const selector = { weddingId };
  const [wedding, events, households, guests, responses, suppressions, audience] = await Promise.all([
    readWedding(collections, weddingId),
    collections.events.find({ selector }).exec(),
    collections.households.find({ selector }).exec(),
    collections.guests.find({ selector }).exec(),
    campaign.priority === "reminder" ? collections.responses.find({ selector }).exec() : [],
    readSuppressions(collections, weddingId),
    campaign.audience.kind === "view" ? deps.audience.matching(weddingId, campaign.audience.view) : campaign.audience.guestIds,
  ]);
  return {
    campaign,
    template,
    wedding,
    events: byId(events.map((one) => one.toJSON() as WeddingEvent)),
    households: byId(households.map((one) => one.toJSON() as Household)),
    guests: byId(guests.map((one) => one.toJSON() as Guest)),
    audience: [...new Set(audience)],
    suppressions,
    answers: Map.groupBy(
      responses.map((one) => one.toJSON() as Response),
      ({ guestId }) => guestId,
    ),
    rsvpPageUrl: wedding.practice ? practiceRsvpPage : (deps.rsvpPageUrl?.() ?? null),
  };
};

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
