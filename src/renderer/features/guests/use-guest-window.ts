import { useCallback, useState } from "react";
import type { GuestRow } from "#shared/api/guests.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, type LiveList } from "../../state/live-slot.ts";
import type { SlotStatus } from "../../state/slots.ts";
import { holdOrder, showLive, type ShownList } from "./held-list.ts";

/** Rows that are asked for at once, and how far one scrolls before the next window is asked for. */
const windowRows = 300;
const windowStep = 100;

export interface GuestWindow extends ShownList<GuestRow> {
  readonly status: SlotStatus;
  readonly problem: Problem | undefined;
  /** Shows the list as it is now, also to somebody who reads. */
  readonly refresh: () => void;
}

interface Kept {
  readonly key: string;
  readonly live: LiveList<GuestRow>;
  readonly shown: ShownList<GuestRow>;
  /** The next order is wanted, by somebody who has just changed the list. */
  readonly takesNext: boolean;
}

/**
 * The rows around `first`. While a new window is on its way, the one before is still shown: typing and scrolling never blank the list.
 * While somebody reads, its order is held.
 */
export const useGuestWindow = (weddingId: string, view: GuestView, first: number, isReading: boolean): GuestWindow => {
  const client = useClient();
  const offset = Math.max(0, Math.floor(first / windowStep) * windowStep - windowStep);
  const key = `guests ${weddingId} ${JSON.stringify(view)} ${offset}`;
  const live = useLiveList<GuestRow>(key, (signal) => client.guests.window({ weddingId, view, offset, limit: windowRows }, { signal }));
  const [kept, setKept] = useState<Kept>({ key, live, shown: showLive(live), takesNext: false });
  const isLoading = live.status === "loading";
  if (!isLoading && (kept.key !== key || !sameWindow(kept.live, live) || (!isReading && kept.shown.heldBack !== undefined))) {
    const holds = isReading && kept.key === key && kept.live.status !== "loading" && kept.shown.total > 0 && !kept.takesNext;
    const shown = holds ? holdOrder(kept.shown, live) : showLive(live);
    setKept({ key, live, shown, takesNext: false });
  }
  const refresh = useCallback(() => setKept((now) => ({ ...now, shown: showLive(now.live), takesNext: true })), []);
  return { ...kept.shown, status: live.status, problem: live.problem, refresh };
};

const sameWindow = (a: LiveList<GuestRow>, b: LiveList<GuestRow>): boolean =>
  a.status === b.status && a.byId === b.byId && a.ids === b.ids && a.total === b.total && a.offset === b.offset;
