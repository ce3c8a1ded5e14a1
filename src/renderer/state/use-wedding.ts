import type { WeddingCard } from "#shared/api/weddings.ts";
import { useClient } from "./bridge-context.tsx";
import { useLiveValue } from "./live-slot.ts";

/** The wedding of a screen; undefined until the first frame came, or when it is gone. */
export const useWedding = (weddingId: string): WeddingCard | undefined => {
  const client = useClient();
  const list = useLiveValue("weddings.list", (signal) => client.weddings.list(undefined, { signal }));
  return list.value?.find((wedding: WeddingCard) => wedding.id === weddingId);
};

/** Zone for times while the wedding is not known yet: this computer's. */
export const useWeddingZone = (weddingId: string): string =>
  useWedding(weddingId)?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
