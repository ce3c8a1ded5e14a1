import type { CampaignRow, Preview, Review } from "#shared/api/campaigns.ts";
import type { Campaign, Template } from "#shared/domain/index.ts";
import { mergeFields, type MergeField } from "#shared/template/index.ts";
import { oneAtATime } from "#shared/one-at-a-time.ts";
import type { GateFacts, Render } from "#hub/dispatcher/dispatcher.ts";
import { liveList, type ListFrame } from "#hub/live/index.ts";
import { approveCampaign, type ApproveInput } from "./approve.ts";
import { readCosts, writeCostLimit, type CostLimitInput, type Costs } from "./cost-limit.ts";
import { createCostMeter, type CostMeter } from "./cost-meter.ts";
import { createDraft, createRemovedDrafts, saveDraft, type CampaignEdit, type NewCampaign } from "./drafts.ts";
import { dryRunOf, type DryRun } from "./dry-run.ts";
import { createEmailLayouts } from "./email/email-layouts.ts";
import { createGateFacts } from "./gate-facts.ts";
import { createKeptAssembly } from "./kept-assembly.ts";
import { previewGuestsOf, previewOf, type PreviewInput } from "./preview.ts";
import { refuse } from "./refusals.ts";
import { createRender } from "./render.ts";
import { createApprovalRepair } from "./repair-approvals.ts";
import { reviewOf } from "./review.ts";
import { starterOf, type Starter } from "./starter.ts";
import { readOwnAddresses, sendTest, type TestSendInput } from "./test-send.ts";
import { takeBack } from "./take-back.ts";
import { readCampaign, type CampaignsDeps, type RoomDeps } from "./world.ts";

interface OfCampaign {
  readonly campaignId: string;
}
interface WindowInput {
  readonly weddingId: string;
  readonly offset: number;
  readonly limit: number;
}
type Nothing = Record<string, never>;

/** Templates, audience, review, approval. What runs afterwards is the dispatcher's; states: draft -> approved -> cancelled. */
export interface Campaigns {
  window(input: WindowInput, signal?: AbortSignal): AsyncGenerator<ListFrame<CampaignRow>, void, void>;
  get(input: OfCampaign): Promise<{ campaign: Campaign; template: Template }>;
  create(input: NewCampaign): Promise<OfCampaign>;
  /** Refuses with `not-a-draft` or `edit-conflict`. */
  save(input: CampaignEdit): Promise<{ updatedAt: number }>;
  remove(input: OfCampaign): Promise<Nothing>;
  /** Puts back a draft that was removed since the start; refuses with `campaign-gone`. */
  restore(input: OfCampaign): Promise<Nothing>;
  ownAddresses(): Promise<{ email: string; sms: string }>;
  /** Refuses with `address-wrong`, `guest-gone`, `text-missing` or `channel-not-connected`. */
  testSend(input: TestSendInput): Promise<{ messageId: string }>;
  dryRun(input: OfCampaign): Promise<DryRun>;
  fields(input: { readonly weddingId: string }): MergeField[];
  previewGuests(input: OfCampaign): Promise<{ guestId: string; name: string; why: string }[]>;
  preview(input: PreviewInput): Promise<Preview>;
  starter(input: { readonly weddingId: string; readonly slot: string; readonly language: string }): Starter;
  review(input: OfCampaign): Promise<Review>;
  costs(input: OfCampaign): Promise<Costs>;
  /** What waits for money is looked at again. */
  setCostLimit(input: CostLimitInput): Promise<Nothing>;
  /** Refuses with `not-a-draft`, `review-stops`, `review-changed`, `decision-missing` or `confirmation-missing`. */
  approve(input: ApproveInput): Promise<{ approved: number; holdUntil: number }>;
  startNow(input: OfCampaign): Promise<Nothing>;
  /** A draft again. Refuses with `hold-over` once the first message may have left: the hold over, or not. */
  cancelHold(input: OfCampaign): Promise<Nothing>;
  pause(input: OfCampaign): Promise<{ onTheWay: number }>;
  resume(input: OfCampaign): Promise<Nothing>;
  cancelRest(input: OfCampaign): Promise<{ cancelled: number; onTheWay: number }>;
  /** Repairs what a crash left half approved. Before anything is sent. */
  start(): Promise<void>;
  readonly render: Render;
  readonly gateFacts: GateFacts;
  readonly meter: CostMeter;
  stop(): Promise<void>;
}

export const createCampaigns = (given: CampaignsDeps): Campaigns => {
  const layouts = createEmailLayouts(given.clock);
  const render = createRender(given.ledger);
  const meter = createCostMeter({ ...given, render });
  const deps: RoomDeps = { ...given, layouts, meter };
  const { collections, clock, dispatcher, ids } = deps;
  /** One approval or undoing of one campaign at a time: two windows may press at once. */
  const inOrder = oneAtATime();
  const kept = createKeptAssembly(deps);
  const repair = createApprovalRepair(deps);
  const removed = createRemovedDrafts(deps);
  return {
    window: (input, signal) =>
      liveList({ read: () => readRows(deps, input), subscribe: (changed) => subscribeRows(deps, changed) }, clock, signal),
    get: ({ campaignId }) => readCampaign(collections, campaignId),
    create: (input) => createDraft(deps, input),
    save: (input) => inOrder(() => saveDraft(deps, input)),
    remove: ({ campaignId }) => nothing(inOrder(() => removed.remove(campaignId))),
    restore: ({ campaignId }) => nothing(inOrder(() => removed.restore(campaignId))),
    ownAddresses: () => readOwnAddresses(deps),
    testSend: (input) => inOrder(() => sendTest(deps, input)),
    dryRun: async ({ campaignId }) => dryRunOf(deps, await kept.of(campaignId)),
    fields: () => mergeFields.map((field) => ({ ...field })),
    previewGuests: ({ campaignId }) => previewGuestsOf(deps, campaignId),
    preview: (input) => previewOf(deps, input),
    starter: ({ slot, language }) => starterOf(slot, language, ids),
    review: async ({ campaignId }) => (await reviewOf(deps, await kept.of(campaignId))).review,
    costs: async ({ campaignId }) => readCosts(deps, (await readCampaign(collections, campaignId)).campaign),
    setCostLimit: async (input) => {
      await writeCostLimit(deps, input);
      dispatcher().wake();
      return {};
    },
    approve: (input) => inOrder(() => approveCampaign(deps, kept, repair, input)),
    startNow: async ({ campaignId }) => {
      await inOrder(async () => {
        await assertApproved(deps, campaignId);
        await dispatcher().startNow(campaignId);
        await patch(deps, campaignId, (campaign) => ({ holdUntil: Math.min(campaign.holdUntil ?? clock.now(), clock.now()) }));
      });
      return {};
    },
    cancelHold: async ({ campaignId }) => {
      await inOrder(async () => takeBack(deps, await assertApproved(deps, campaignId), (change) => patch(deps, campaignId, () => change)));
      return {};
    },
    pause: ({ campaignId }) => dispatcher().pauseCampaign(campaignId),
    resume: ({ campaignId }) => nothing(dispatcher().resumeCampaign(campaignId)),
    cancelRest: ({ campaignId }) =>
      inOrder(async () => {
        await assertApproved(deps, campaignId);
        const result = await dispatcher().cancelRest(campaignId);
        await patch(deps, campaignId, () => ({ status: "cancelled" }));
        return result;
      }),
    render,
    meter,
    start: repair.now,
    gateFacts: createGateFacts({ ...deps, meter }),
    stop: async () => {
      meter.stop();
      kept.stop();
      repair.stop();
      await layouts.stop();
    },
  };
};

const nothing = async (work: Promise<void>): Promise<Nothing> => {
  await work;
  return {};
};

const readRows = async ({ collections, tallies }: CampaignsDeps, { weddingId, offset, limit }: WindowInput) => {
  const selector = { weddingId };
  const [total, found] = await Promise.all([
    collections.campaigns.count({ selector }).exec(),
    collections.campaigns.find({ selector, sort: [{ createdAt: "desc" }, { id: "desc" }], skip: offset, limit }).exec(),
  ]);
  const rows = found.map((document): CampaignRow => {
    const campaign = document.toMutableJSON();
    return { ...campaign, tally: tallies.of(campaign) };
  });
  return { total, offset, rows };
};

const subscribeRows = ({ collections, tallies }: CampaignsDeps, changed: () => void): (() => void) => {
  const subscription = collections.campaigns.$.subscribe(changed);
  const unsubscribe = tallies.onChange(changed);
  return () => {
    subscription.unsubscribe();
    unsubscribe();
  };
};

const assertApproved = async ({ collections }: CampaignsDeps, campaignId: string): Promise<Campaign> => {
  const { campaign } = await readCampaign(collections, campaignId);
  if (campaign.status !== "approved") throw refuse("not-approved", "This campaign is not on its way.", "Approve it first.");
  return campaign;
};

const patch = async (
  { collections, clock }: CampaignsDeps,
  campaignId: string,
  change: (campaign: Campaign) => Partial<Campaign>,
): Promise<void> => {
  const document = await collections.campaigns.findOne(campaignId).exec();
  await document?.incrementalModify((campaign) => ({
    ...campaign,
    ...change(campaign),
    updatedAt: Math.max(clock.now(), campaign.updatedAt + 1),
  }));
};
