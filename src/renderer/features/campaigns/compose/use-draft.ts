import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useClient } from "../../../state/bridge-context.tsx";
import { problemOf } from "../../../state/problem-of.ts";
import { createDraftStore, type DraftState, type DraftStore } from "./draft-store.ts";

/** The draft of a screen: loaded once, handed over to the hub when the screen goes. */
export const useDraft = (campaignId: string): readonly [DraftState, DraftStore] => {
  const client = useClient();
  const [store] = useState(() => createDraftStore(client, campaignId, problemOf));
  useEffect(() => {
    void store.load();
    return () => store.close();
  }, [store]);
  return [useStore(store), store];
};
