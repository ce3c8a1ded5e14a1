import { useState } from "react";
import type { GuestRow } from "#shared/api/guests.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, type LiveList } from "../../state/live-slot.ts";

/** Rows that are asked for at once, and how far one scrolls before the next window is asked for. */
const windowRows = 300;
const windowStep = 100;

/** The rows around `first`. While a new window is on its way, the one before is still shown: typing and scrolling never blank the list. */
export const useGuestWindow = (weddingId: string, view: GuestView, first: number): LiveList<GuestRow> => {
  const client = useClient();
  const offset = Math.max(0, Math.floor(first / windowStep) * windowStep - windowStep);
  const list = useLiveList<GuestRow>(`guests ${weddingId} ${JSON.stringify(view)} ${offset}`, (signal) =>
    client.guests.window({ weddingId, view, offset, limit: windowRows }, { signal }),
  );
  const [kept, setKept] = useState({ weddingId, list });
  const isLoading = list.status === "loading";
  if (!isLoading && !sameWindow(kept.list, list)) setKept({ weddingId, list });
  return isLoading && kept.weddingId === weddingId ? kept.list : list;
};

const sameWindow = (a: LiveList<GuestRow>, b: LiveList<GuestRow>): boolean =>
  a.status === b.status && a.byId === b.byId && a.ids === b.ids && a.total === b.total && a.offset === b.offset;
