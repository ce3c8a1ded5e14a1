import { reminderSlotPrefix } from "#shared/message/reminder.ts";
import type { z } from "zod";
import type { campaignsContract } from "#shared/api/campaigns.ts";
import type { Campaign, Template } from "#shared/domain/index.ts";
import { campaignGone, notADraft, refuse } from "./refusals.ts";
import { starterTexts } from "./starter.ts";
import { readCampaign, readWedding, type CampaignsDeps } from "./world.ts";

type InputOf<Name extends keyof typeof campaignsContract> = z.infer<NonNullable<(typeof campaignsContract)[Name]["~orpc"]["inputSchema"]>>;
export type NewCampaign = InputOf<"create">;
export type CampaignEdit = InputOf<"save">;

/** A draft with ready-made words in the wedding's languages, one message per person. */
export const createDraft = async ({ collections, clock, ids }: CampaignsDeps, input: NewCampaign): Promise<{ campaignId: string }> => {
  const wedding = await readWedding(collections, input.weddingId);
  const now = clock.now();
  const stamps = { weddingId: wedding.id, createdAt: now, updatedAt: now };
  const template: Template = { id: ids.next(), name: input.name, texts: starterTexts(input.slot, wedding, ids), ...stamps };
  const campaign: Campaign = {
    id: ids.next(),
    name: input.name,
    slot: input.slot,
    templateId: template.id,
    audience: input.audience,
    channelPlan: ["email", "sms"],
    onePer: "person",
    schedule: { kind: "now" },
    expires: null,
    priority: input.slot.startsWith(reminderSlotPrefix) ? "reminder" : "bulk",
    status: "draft",
    approvedRevision: 0,
    approvedAt: null,
    approvedCount: null,
    holdUntil: null,
    ...stamps,
  };
  // The template first: a campaign without one could not be opened.
  await collections.templates.insert(template);
  await collections.campaigns.insert(campaign);
  return { campaignId: campaign.id };
};

/**
 * Texts first, then the campaign, whose `updatedAt` says that the edit is in. A kill between the two leaves the campaign as
 * it was read, so the same edit can be saved again; the other way round, it would be refused as somebody else's.
 */
export const saveDraft = async ({ collections, clock }: CampaignsDeps, input: CampaignEdit): Promise<{ updatedAt: number }> => {
  const document = await collections.campaigns.findOne(input.campaignId).exec();
  if (document === null) throw refuse("campaign-gone", "This campaign is not here any more.", "Open the list of campaigns.");
  assertZones(input.campaign);
  assertEditable(document, input);
  const { texts } = input;
  if (texts !== undefined) {
    const template = await collections.templates.findOne(document.templateId).exec();
    await template?.incrementalPatch({ texts, updatedAt: clock.now() });
  }
  const saved = await document.incrementalModify((campaign) => {
    assertEditable(campaign, input);
    const edit = Object.fromEntries(Object.entries(input.campaign).filter(([, value]) => value !== undefined)) as Partial<Campaign>;
    return { ...campaign, ...edit, updatedAt: Math.max(clock.now(), campaign.updatedAt + 1) };
  });
  return { updatedAt: saved.updatedAt };
};

const assertEditable = ({ status, updatedAt }: Pick<Campaign, "status" | "updatedAt">, { readAt }: CampaignEdit): void => {
  if (status !== "draft") throw notADraft();
  if (updatedAt !== readAt) {
    throw refuse("edit-conflict", "Somebody else saved this campaign meanwhile.", "Open it again and repeat your change.");
  }
};

const assertZones = ({ schedule, expires }: CampaignEdit["campaign"]): void => {
  const zones = [schedule?.kind === "at" ? schedule.zone : undefined, expires?.zone];
  for (const timeZone of zones) {
    if (timeZone === undefined) continue;
    try {
      new Intl.DateTimeFormat("en", { timeZone });
    } catch {
      throw refuse("zone-unknown", "This time zone is not known here.", "Choose a place such as Europe/Berlin.");
    }
  }
};

/** Drafts removed since the start; more are never missed. */
const removedMax = 20;

export interface RemovedDrafts {
  /** Only what never left: the journal of an approved campaign needs its name. */
  remove(campaignId: string): Promise<void>;
  /** Puts it back as it was. Refuses with `campaign-gone` after a restart. */
  restore(campaignId: string): Promise<void>;
}

export const createRemovedDrafts = ({ collections }: CampaignsDeps): RemovedDrafts => {
  const removed = new Map<string, { readonly campaign: Campaign; readonly template: Template }>();
  return {
    remove: async (campaignId) => {
      const { campaign, template } = await readCampaign(collections, campaignId);
      if (campaign.status !== "draft" || campaign.approvedRevision > 0) {
        throw refuse("campaign-has-history", "This campaign has been approved before, so its history stays.", "Leave it in the list.");
      }
      // The campaign first: one without a template could not be opened.
      await (await collections.campaigns.findOne(campaignId).exec())?.remove();
      await (await collections.templates.findOne(campaign.templateId).exec())?.remove();
      removed.set(campaignId, { campaign, template });
      for (const oldest of removed.keys()) if (removed.size > removedMax) removed.delete(oldest);
    },
    restore: async (campaignId) => {
      const draft = removed.get(campaignId);
      if (draft === undefined) throw campaignGone();
      await collections.templates.upsert(draft.template);
      await collections.campaigns.upsert(draft.campaign);
      removed.delete(campaignId);
    },
  };
};
