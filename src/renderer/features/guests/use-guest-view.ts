import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { GuestView } from "#shared/domain/guest-view.ts";
import { guestsPath, viewOfQuery } from "./view-url.ts";

export interface GuestViewInUrl {
  readonly view: GuestView;
  readonly peeked: string | undefined;
  /** `replace`: a step that Back does not stop at, such as a letter of a search. */
  setView(view: GuestView, replace?: boolean): void;
  peek(guestId: string | undefined): void;
}

/** View and open guest, read from the URL and written there: any view can be kept, sent and come back to. */
export const useGuestView = (): GuestViewInUrl => {
  const [, navigate] = useLocation();
  const search = useSearch();
  const view = useMemo(() => viewOfQuery(new URLSearchParams(search)), [search]);
  const peeked = new URLSearchParams(search).get("guest") ?? undefined;
  return {
    view,
    peeked,
    setView: (next, replace = false) => navigate(guestsPath(next, peeked), { replace }),
    peek: (guestId) => navigate(guestsPath(view, guestId), { replace: true }),
  };
};
