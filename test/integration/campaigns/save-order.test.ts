import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDraft, saveDraft } from "#hub/campaigns/drafts.ts";
import { readCampaign, type CampaignsDeps } from "#hub/campaigns/world.ts";
import { sampleWedding } from "#hub/guests/index.ts";
import { createSystemIds } from "#hub/ports/system/system-ids.ts";
import { openStore, type Store } from "#hub/store/index.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";

let store: Store;
let deps: Pick<CampaignsDeps, "collections" | "clock" | "ids">;
let campaignId: string;

beforeEach(async () => {
  store = await openStore({ path: ":memory:" });
  const clock = createVirtualClock();
  const ids = createSystemIds();
  const sample = sampleWedding({ clock, ids });
  await sample.insert(store.collections);
  deps = { collections: store.collections, clock, ids };
  const audience = { kind: "guests" as const, guestIds: [] };
  ({ campaignId } = await createDraft(deps as CampaignsDeps, { weddingId: sample.wedding.id, name: "A", slot: "invitation", audience }));
});

afterEach(() => store.close());

const edit = async () => {
  const { campaign, template } = await readCampaign(store.collections, campaignId);
  const texts = template.texts.map((text) => (text.channel === "sms" ? { ...text, body: "New words" } : text));
  return { campaignId, readAt: campaign.updatedAt, campaign: { name: "B" }, texts };
};

/** The store of a process that dies before its next write to the campaigns. */
const killedBeforeCampaigns = (): CampaignsDeps => {
  const { campaigns } = store.collections;
  const incrementalModify = { value: () => Promise.reject(new Error("killed")) };
  const findOne = (id: string) => ({
    exec: async (): Promise<unknown> => Object.create(await campaigns.findOne(id).exec(), { incrementalModify }),
  });
  const dying: unknown = Object.create(campaigns, { findOne: { value: findOne } });
  return { ...deps, collections: { ...store.collections, campaigns: dying as typeof campaigns } } as CampaignsDeps;
};

describe("saving a draft", () => {
  it("can be repeated with the same edit when a kill came between its two writes", async () => {
    const input = await edit();
    await expect(saveDraft(killedBeforeCampaigns(), input)).rejects.toThrow("killed");
    const between = await readCampaign(store.collections, campaignId);
    expect(between.campaign).toMatchObject({ name: "A", updatedAt: input.readAt });
    await saveDraft(deps as CampaignsDeps, input);
    const after = await readCampaign(store.collections, campaignId);
    expect(after.campaign.name).toBe("B");
    expect(after.template.texts.filter(({ channel }) => channel === "sms")).toEqual(input.texts.filter(({ channel }) => channel === "sms"));
  });

  it("touches no text when the edit is refused", async () => {
    const input = await edit();
    await expect(saveDraft(deps as CampaignsDeps, { ...input, readAt: input.readAt - 1 })).rejects.toThrow();
    const { template } = await readCampaign(store.collections, campaignId);
    expect(template.texts.some((text) => text.channel === "sms" && text.body === "New words")).toBe(false);
  });
});
