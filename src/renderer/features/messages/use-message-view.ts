import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { MessageView } from "#shared/domain/message-view.ts";
import { messagesPath, viewOfQuery } from "./view-url.ts";

export interface MessageViewInUrl {
  readonly view: MessageView;
  /** The message whose story is open. */
  readonly openId: string | undefined;
  /** `replace`: a step that Back does not stop at, such as a letter of a search. */
  setView(view: MessageView, replace?: boolean): void;
  open(messageId: string | undefined): void;
}

/** View and open message, read from the URL and written there: any view can be kept, sent and come back to. */
export const useMessageView = (): MessageViewInUrl => {
  const [, navigate] = useLocation();
  const search = useSearch();
  const view = useMemo(() => viewOfQuery(new URLSearchParams(search)), [search]);
  return {
    view,
    openId: new URLSearchParams(search).get("message") ?? undefined,
    setView: (next, replace = false) => navigate(messagesPath(next), { replace }),
    open: (messageId) => navigate(messagesPath(view, messageId), { replace: true }),
  };
};
