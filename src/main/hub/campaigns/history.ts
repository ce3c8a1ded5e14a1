import type { Channel } from "#shared/domain/fields.ts";
import type { Template } from "#shared/domain/index.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { MessageState } from "#shared/message/states.ts";
import { testCampaignId } from "#shared/message/test-send.ts";
import { frozenTextSha256 } from "#hub/ledger/index.ts";
import { readCostLimits, type CostLimits } from "./cost-limit.ts";
import { linkHostsOf } from "./email/links.ts";
import { asTest } from "./test-send.ts";
import type { ReadyTexts } from "./texts.ts";
import { createTurns, itemsPerLook } from "./turns.ts";
import type { CampaignsDeps, RoomDeps, World } from "./world.ts";

/** What happened before, as far as a review needs it. */
export interface History {
  /** Hashes of the texts of this campaign that a guest has got in another one within a day, by guest. */
  readonly sameTexts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Providers of the plan that nothing real has ever been accepted by. */
  readonly untried: readonly ProviderId[];
  /** Hosts that this planner's links lead to as a rule: sender, guests' page, what was sent before. */
  readonly usualHosts: ReadonlySet<string>;
  /** Texts that were tested and say something else now. */
  readonly changedSinceTest: readonly { readonly channel: Channel; readonly language: string }[];
  /** Nothing of this wedding was ever approved. */
  readonly isFirstOfWedding: boolean;
  readonly costLimits: CostLimits;
  /** Hundredths of the currency unit, by today's prices. */
  readonly weddingSpentCents: number;
}

/** The same words twice within a day look like a mistake to a guest. */
const sameTextMs = 24 * 3_600_000;

export const readHistory = async (deps: RoomDeps, world: World, texts: ReadyTexts): Promise<History> => ({
  sameTexts: await readSameTexts(deps, world, texts),
  untried: await readUntried(deps, world),
  usualHosts: await readUsualHosts(deps, world),
  changedSinceTest: await readChangedSinceTest(deps, world, texts),
  isFirstOfWedding: await readIsFirst(deps, world),
  costLimits: await readCostLimits(deps, world.wedding.id),
  weddingSpentCents: await readSpent(deps, world),
});

/** What ended without being sent does not count. */
const unsent: ReadonlySet<MessageState["kind"]> = new Set(["cancelled", "expired", "rejected", "dead", "suppressed"]);

const readSameTexts = async ({ book, clock }: CampaignsDeps, { campaign }: World, texts: ReadyTexts): Promise<History["sameTexts"]> => {
  const ours = new Set([...texts.values()].map(({ sha256 }) => sha256));
  const since = clock.now() - sameTextMs;
  const found = new Map<string, Set<string>>();
  const turns = createTurns(clock);
  let looked = 0;
  for (const { intent, state } of book.entries()) {
    looked += 1;
    if (looked % itemsPerLook === 0) await turns.next();
    if (intent.weddingId !== campaign.weddingId || intent.slot === campaign.slot || intent.approvedAt < since) continue;
    if (unsent.has(state.kind)) continue;
    for (const { textSha256 } of intent.plan) {
      if (ours.has(textSha256)) found.set(intent.guestId, (found.get(intent.guestId) ?? new Set()).add(textSha256));
    }
  }
  return found;
};

const readUntried = async ({ collections, lanes }: CampaignsDeps, { campaign, wedding }: World): Promise<ProviderId[]> => {
  if (wedding.practice) return [];
  const untried: ProviderId[] = [];
  for (const channel of campaign.channelPlan) {
    const provider = lanes.of(channel, false)?.provider;
    if (provider === undefined) continue;
    const sent = await collections.messages.findOne({ selector: { provider, state: "accepted" } }).exec();
    if (sent === null) untried.push(provider);
  }
  return untried;
};

const readUsualHosts = async ({ collections, lanes }: CampaignsDeps, { campaign, wedding, rsvpPageUrl }: World): Promise<Set<string>> => {
  const senders = campaign.channelPlan.flatMap((channel) => {
    const [, domain] = /@([^>\s]+)/.exec(lanes.of(channel, wedding.practice)?.from ?? "") ?? [];
    return domain === undefined ? [] : [domain.toLowerCase()];
  });
  const sent = await collections.campaigns.find({ selector: { weddingId: wedding.id } }).exec();
  const templateIds = sent.filter((one) => one.approvedRevision > 0 && one.id !== campaign.id).map(({ templateId }) => templateId);
  const templates = await collections.templates.findByIds(templateIds).exec();
  const earlier = [...templates.values()].flatMap((one) => (one.toJSON() as Template).texts.flatMap(linkHostsOf));
  return new Set([...senders, ...earlier, ...(rsvpPageUrl === null ? [] : [new URL(rsvpPageUrl).host])]);
};

/** Tests of one draft that are looked through, newest first: more than a person makes. */
const testsMax = 50;

const readChangedSinceTest = async (
  { collections, ledger }: CampaignsDeps,
  { campaign }: World,
  texts: ReadyTexts,
): Promise<History["changedSinceTest"]> => {
  const selector = { campaignId: testCampaignId(campaign.id) };
  const tests = await collections.messages.find({ selector, sort: [{ updatedAt: "desc" }], limit: testsMax }).exec();
  const rows = ledger.readMessages(tests.map(({ id }) => id));
  const newestFirst = [...rows.values()].toSorted((a, b) => b.intent.approvedAt - a.intent.approvedAt);
  const steps = newestFirst.flatMap(({ intent }) => intent.plan.slice(0, 1));
  return [...texts.values()].flatMap(({ frozen }) => {
    const { channel, language } = frozen;
    const tested = steps.find((step) => step.channel === channel && step.language === language);
    return tested === undefined || tested.textSha256 === frozenTextSha256(asTest(frozen)) ? [] : [{ channel, language }];
  });
};

const readIsFirst = async ({ collections }: CampaignsDeps, { campaign: { weddingId } }: World): Promise<boolean> =>
  (await collections.campaigns.findOne({ selector: { weddingId, approvedRevision: { $gt: 0 } } }).exec()) === null;

const readSpent = async ({ meter }: RoomDeps, { wedding }: World): Promise<number> => {
  if (wedding.practice) return 0;
  await meter.counted();
  return Math.ceil(meter.spentCents({ weddingId: wedding.id }));
};
