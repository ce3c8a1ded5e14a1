import { create } from "zustand";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { useClient } from "../state/bridge-context.tsx";
import { useLiveValue, type LiveValue } from "../state/live-slot.ts";

const weddingKey = "usher.wedding";

/** The wedding that this window shows; remembered per device. */
export const useChosenWedding = create<{ weddingId: string | null; choose: (id: string) => void }>((set) => ({
  weddingId: localStorage.getItem(weddingKey),
  choose: (weddingId) => {
    localStorage.setItem(weddingKey, weddingId);
    set({ weddingId });
  },
}));

export const useWeddings = (): LiveValue<WeddingCard[]> => {
  const client = useClient();
  return useLiveValue("weddings.list", (signal) => client.weddings.list(undefined, { signal }));
};
