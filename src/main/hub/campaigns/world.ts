import { isReminder } from "#shared/message/reminder.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { Campaign, Guest, Household, Response, Template, Wedding, WeddingEvent } from "#shared/domain/index.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { Clock, Connectivity, Ids, Logger } from "#hub/ports/index.ts";
import type { Dispatcher } from "#hub/dispatcher/dispatcher.ts";
import type { DailyHours } from "#shared/time/zoned.ts";
import type { PlanStep, Priority, ProviderId } from "#shared/message/ledger-rows.ts";
import type { Ledger, MessageBook } from "#hub/ledger/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import type { Tally } from "#shared/api/campaigns.ts";
import { readSuppressions, type SuppressionSource } from "./audience/suppressions.ts";
import type { CostMeter } from "./cost-meter.ts";
import type { EmailLayouts } from "./email/email-layouts.ts";
import type { ValueSources } from "./merge-values.ts";
import { campaignGone } from "./refusals.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What is known about the way that a message would take first. */
export interface Lane {
  readonly provider: ProviderId;
  readonly perSecond: number;
  readonly from: string;
  readonly replyTo: string;
}

/** What stands in a text's way to a country. Whether a sender is registered there is the planner's word; not allowed is a fact. */
export interface CountryRefusal {
  readonly code: "sender-not-allowed" | "sender-not-registered";
  readonly sentence: string;
  readonly nextStep: string;
}

/** What a real text costs at most by any connected account, and where it may go; emails and pushes cost nothing here. */
export interface TextTerms {
  /** Hundredths of a US dollar to a country (two letters; empty when nobody can tell) in so many parts; null when no figure is known. */
  centsOf(country: string, segments: number): number | null;
  /** Why no connected account may write to a country (two letters); null when one may, or nobody can tell. */
  ruleFor(country: string): CountryRefusal | null;
  /** The day on which the oldest figure was looked up: `2026-11-23`; null when none is known. */
  checkedOn(): string | null;
}

/** A send that nobody has approved yet, as the lanes would see it. */
export interface PlannedSend {
  readonly priority: Priority;
  readonly practice: boolean;
  readonly startsAt: number;
  readonly expiresAt: number;
  /** By the first step of each plan; `parts` is 1 for whatever is no text. */
  readonly messages: readonly {
    readonly step: Pick<PlanStep, "channel" | "address">;
    readonly quietZones: readonly string[];
    readonly parts: number;
  }[];
}

/** How a send fits into what the lanes can do, behind everything that goes first. */
export interface SendFit {
  /** Messages that will not have left before they expire. */
  readonly tooLate: number;
  /** When the last one will have left; null: not before a person acts, or nobody can tell. */
  readonly endsAt: number | null;
  /** What holds it up the longest. `person` and `no-lane` are not a matter of time. */
  readonly cause: "none" | "rate" | "quota" | "rest" | "quiet-hours" | "schedule" | "person" | "no-lane";
  /** The same in words: `mostly waiting for a quota: …`; empty where it is just the pace. */
  readonly because: string;
}

export interface CampaignsDeps extends SuppressionSource {
  readonly collections: StoreCollections;
  readonly ledger: Ledger;
  readonly book: Pick<MessageBook, "entries" | "onChange">;
  /** Hours between which guests may be written to; null when nothing waits for the morning. */
  readonly quietHours: (practice: boolean) => DailyHours | null;
  readonly connectivity: Pick<Connectivity, "online">;
  /** A function: the dispatcher is made after this room. */
  readonly dispatcher: () => Pick<
    Dispatcher,
    "startNow" | "pauseCampaign" | "resumeCampaign" | "cancelRest" | "isPaused" | "wake" | "laneStates"
  >;
  readonly audience: { matching(weddingId: string, view: GuestView): Promise<readonly string[]> };
  /** Undefined when nothing is connected for the channel. */
  readonly lanes: { of(channel: Channel, practice: boolean): Lane | undefined };
  readonly tallies: {
    of(campaign: Campaign): Tally | null;
    onChange(listener: (campaignIds: ReadonlySet<string>) => void): () => void;
  };
  readonly terms: TextTerms;
  readonly fitOf: (send: PlannedSend) => SendFit;
  /** Address of the guests' page for a real wedding, without a fragment; null when it has none. */
  readonly rsvpPageUrl?: () => string | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

/** What the room has of its own besides. */
export interface RoomDeps extends CampaignsDeps {
  readonly layouts: EmailLayouts;
  readonly meter: CostMeter;
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

/**
 * Reads a campaign and the people of its audience, or only of `audience`: a preview of one guest must not read ten
 * thousand. In slices.
 */
export const readWorld = async (deps: CampaignsDeps, campaignId: string, audience?: readonly string[]): Promise<World> => {
  const { collections } = deps;
  const { campaign, template } = await readCampaign(collections, campaignId);
  const { weddingId } = campaign;
  const [wedding, events, suppressions, wanted] = await Promise.all([
    readWedding(collections, weddingId),
    collections.events.find({ selector: { weddingId } }).exec(),
    readSuppressions(deps, weddingId),
    audience ?? audienceOf(deps, campaign),
  ]);
  const ids = [...new Set(wanted)];
  const turns = createTurns(deps.clock);
  const guests = await readByIds<Guest>(collections.guests, ids, weddingId, turns);
  const householdIds = [...new Set([...guests.values()].map(({ householdId }) => householdId))];
  return {
    campaign,
    template,
    wedding,
    events: new Map(events.map((one) => [one.id, one.toJSON() as WeddingEvent])),
    households: await readByIds<Household>(collections.households, householdIds, weddingId, turns),
    guests,
    audience: ids,
    suppressions,
    answers: isReminder(campaign) ? await readAnswers(collections, weddingId, ids, turns) : new Map(),
    rsvpPageUrl: rsvpPageOf(deps, wedding),
  };
};

export const rsvpPageOf = (deps: Pick<CampaignsDeps, "rsvpPageUrl">, wedding: Wedding): string | null =>
  wedding.practice ? practiceRsvpPage : (deps.rsvpPageUrl?.() ?? null);

const audienceOf = ({ audience }: CampaignsDeps, campaign: Campaign): Promise<readonly string[]> | readonly string[] =>
  campaign.audience.kind === "view" ? audience.matching(campaign.weddingId, campaign.audience.view) : campaign.audience.guestIds;

/** Documents read in one go: a few milliseconds. */
const documentsPerRead = 200;

interface ReadableCollection {
  findByIds(ids: string[]): { exec(): Promise<ReadonlyMap<string, { toJSON(): object }>> };
}

/** In the order asked for; what is gone, or belongs to another wedding, is left out. */
const readByIds = async <Row extends { readonly id: string; readonly weddingId: string }>(
  collection: ReadableCollection,
  ids: readonly string[],
  weddingId: string,
  turns: Turns,
): Promise<ReadonlyMap<string, Row>> => {
  const rows = new Map<string, Row>();
  for (let start = 0; start < ids.length; start += documentsPerRead) {
    const slice = ids.slice(start, start + documentsPerRead);
    const found = await collection.findByIds(slice).exec();
    for (const id of slice) {
      const row = found.get(id)?.toJSON() as Row | undefined;
      if (row?.weddingId === weddingId) rows.set(id, row);
    }
    await turns.next();
  }
  return rows;
};

const readAnswers = async (
  { responses }: Pick<StoreCollections, "responses">,
  weddingId: string,
  guestIds: readonly string[],
  turns: Turns,
): Promise<ReadonlyMap<string, readonly Response[]>> => {
  const answers: Response[] = [];
  for (let start = 0; start < guestIds.length; start += documentsPerRead) {
    const $in = guestIds.slice(start, start + documentsPerRead);
    const found = await responses.find({ selector: { weddingId, guestId: { $in } } }).exec();
    for (const one of found) answers.push(one.toJSON() as Response);
    await turns.next();
  }
  return Map.groupBy(answers, ({ guestId }) => guestId);
};
