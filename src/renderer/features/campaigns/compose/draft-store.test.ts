import { describe, expect, it } from "vitest";
import type { UsherClient } from "#shared/api/contract.ts";
import { UsherError, type Problem } from "#shared/problem.ts";
import { createDraftStore } from "./draft-store.ts";

type Save = Parameters<UsherClient["campaigns"]["save"]>[0];

const conflict: Problem = { code: "draft-changed", sentence: "Changed elsewhere.", nextStep: "Open it again." };

/** A hub of one draft, at the client's port: keeps what was saved and can refuse. */
const oneDraft = () => {
  const saves: Save[] = [];
  let refuse = false;
  const campaign = { id: "c", name: "Reminder", status: "draft", updatedAt: 10 };
  const client = {
    campaigns: {
      get: async () => ({ campaign, template: { texts: [], updatedAt: 12 } }),
      save: async (input: Save) => {
        if (refuse) throw new UsherError(conflict);
        saves.push(input);
        return { updatedAt: 100 + saves.length };
      },
    },
  } as unknown as UsherClient;
  return { client, saves, refuseFrom: (on: boolean) => (refuse = on) };
};

const problemOf = (error: unknown): Problem =>
  error instanceof UsherError ? error.problem : { code: "bug", sentence: String(error), nextStep: "" };

describe("a draft on screen", () => {
  it("saves only what was edited, against the moment that was read, and then against its own save", async () => {
    const hub = oneDraft();
    const store = createDraftStore(hub.client, "c", problemOf);
    await store.load();
    store.editCampaign({ name: "Reminder 1" });
    expect(await store.flush()).toBe(true);
    store.editTexts(() => [{ channel: "sms", language: "en", body: "Hi" }]);
    expect(await store.flush()).toBe(true);
    expect(hub.saves).toEqual([
      { campaignId: "c", readAt: 10, campaign: { name: "Reminder 1" } },
      { campaignId: "c", readAt: 101, campaign: {}, texts: [{ channel: "sms", language: "en", body: "Hi" }] },
    ]);
    expect(store.getState()).toMatchObject({ saving: "saved", savedAt: 102 });
  });

  it("keeps a refused edit on screen and sends it again with the next one", async () => {
    const hub = oneDraft();
    const store = createDraftStore(hub.client, "c", problemOf);
    await store.load();
    hub.refuseFrom(true);
    store.editCampaign({ name: "Kept" });
    expect(await store.flush()).toBe(false);
    expect(store.getState()).toMatchObject({ saving: "failed", problem: conflict, draft: { campaign: { name: "Kept" } } });
    hub.refuseFrom(false);
    store.editCampaign({ onePer: "household" });
    expect(await store.flush()).toBe(true);
    expect(hub.saves.at(-1)?.campaign).toEqual({ name: "Kept", onePer: "household" });
  });

  it("hands over the last edit when the screen closes before the timer", async () => {
    const hub = oneDraft();
    const store = createDraftStore(hub.client, "c", problemOf);
    await store.load();
    store.editCampaign({ name: "Last words" });
    store.close();
    await store.flush();
    expect(hub.saves).toHaveLength(1);
  });
});
