import { createStore, type StoreApi } from "zustand/vanilla";
import type { UsherClient } from "#shared/api/contract.ts";
import type { Campaign, TemplateText } from "#shared/domain/campaign.ts";
import type { Problem } from "#shared/problem.ts";

/** What compose may change of a campaign. */
export type CampaignEdit = Partial<
  Pick<Campaign, "name" | "slot" | "audience" | "channelPlan" | "onePer" | "schedule" | "expires" | "priority">
>;

export interface Draft {
  readonly campaign: Campaign;
  readonly texts: readonly TemplateText[];
}

export interface DraftState {
  readonly status: "loading" | "ready" | "failed";
  readonly draft: Draft | undefined;
  /** `saved`: what is on screen is in the hub. */
  readonly saving: "saved" | "waiting" | "saving" | "failed";
  readonly savedAt: number | undefined;
  /** Rises with every save, so that previews know when to ask again. */
  readonly savedVersion: number;
  readonly problem: Problem | undefined;
}

export interface DraftStore extends StoreApi<DraftState> {
  load(): Promise<void>;
  editCampaign(edit: CampaignEdit): void;
  editTexts(change: (texts: readonly TemplateText[]) => readonly TemplateText[]): void;
  /** Saves what is not saved yet and answers whether all is saved. */
  flush(): Promise<boolean>;
  /** Stops the timer after handing over the last edit. */
  close(): void;
}

/** Typing rests this long before a save: short enough for "it is saved", long enough for one save per sentence. */
export const autosaveDelayMs = 600;

interface Unsaved {
  campaign: CampaignEdit;
  texts: boolean;
}

/** The saving half of a draft: what is not saved yet, and one save at a time. */
const createSaver = (
  client: Pick<UsherClient, "campaigns">,
  campaignId: string,
  problemOf: (error: unknown) => Problem,
  store: StoreApi<DraftState>,
) => {
  let unsaved: Unsaved = { campaign: {}, texts: false };
  let readAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;

  const isDirty = (): boolean => unsaved.texts || Object.keys(unsaved.campaign).length > 0;

  const saveOnce = async (draft: Draft): Promise<void> => {
    const going = unsaved;
    unsaved = { campaign: {}, texts: false };
    store.setState({ saving: "saving" });
    try {
      const { updatedAt } = await client.campaigns.save({
        campaignId,
        readAt,
        campaign: going.campaign,
        ...(going.texts ? { texts: [...draft.texts] } : {}),
      });
      readAt = updatedAt;
      store.setState((state) => ({
        saving: isDirty() ? "waiting" : "saved",
        savedAt: updatedAt,
        savedVersion: state.savedVersion + 1,
        problem: undefined,
      }));
    } catch (error) {
      unsaved = { campaign: { ...going.campaign, ...unsaved.campaign }, texts: going.texts || unsaved.texts };
      store.setState({ saving: "failed", problem: problemOf(error) });
    }
  };

  const save = async (): Promise<void> => {
    clearTimeout(timer);
    await running;
    const { draft } = store.getState();
    if (draft === undefined || !isDirty()) return;
    running = saveOnce(draft);
    await running;
  };

  return {
    isDirty,
    save,
    reset: (): void => {
      clearTimeout(timer);
      unsaved = { campaign: {}, texts: false };
    },
    wasRead: (at: number): void => {
      readAt = at;
    },
    noteCampaign: (change: CampaignEdit): void => {
      unsaved.campaign = { ...unsaved.campaign, ...change };
    },
    noteTexts: (): void => {
      unsaved.texts = true;
    },
    soon: (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void save(), autosaveDelayMs);
    },
    stop: (): void => clearTimeout(timer),
  };
};

/**
 * One draft on screen. Edits show at once and are saved behind them, one save at a time; an edit made during a save goes with
 * the next. A refused save keeps the text on screen and says why; nothing is overwritten by a reload without being asked.
 */
export const createDraftStore = (
  client: Pick<UsherClient, "campaigns">,
  campaignId: string,
  problemOf: (error: unknown) => Problem,
): DraftStore => {
  const store = createStore<DraftState>(() => ({
    status: "loading",
    draft: undefined,
    saving: "saved",
    savedAt: undefined,
    savedVersion: 0,
    problem: undefined,
  }));
  const saver = createSaver(client, campaignId, problemOf, store);
  const edit = (change: (draft: Draft) => Draft): void => {
    store.setState((state) => (state.draft === undefined ? state : { draft: change(state.draft), saving: "waiting" }));
    saver.soon();
  };

  return Object.assign(store, {
    load: async () => {
      saver.reset();
      store.setState({ status: "loading", problem: undefined, saving: "saved" });
      try {
        const { campaign, template } = await client.campaigns.get({ campaignId });
        saver.wasRead(campaign.updatedAt);
        store.setState((state) => ({
          status: "ready",
          draft: { campaign, texts: template.texts },
          savedVersion: state.savedVersion + 1,
        }));
      } catch (error) {
        store.setState({ status: "failed", problem: problemOf(error) });
      }
    },
    editCampaign: (change: CampaignEdit) => {
      saver.noteCampaign(change);
      edit((draft) => ({ ...draft, campaign: { ...draft.campaign, ...change } }));
    },
    editTexts: (change: (texts: readonly TemplateText[]) => readonly TemplateText[]) => {
      saver.noteTexts();
      edit((draft) => ({ ...draft, texts: change(draft.texts) }));
    },
    flush: async () => {
      await saver.save();
      if (saver.isDirty() && store.getState().saving !== "failed") await saver.save();
      return !saver.isDirty();
    },
    close: () => {
      if (saver.isDirty()) void saver.save();
      saver.stop();
    },
  });
};
