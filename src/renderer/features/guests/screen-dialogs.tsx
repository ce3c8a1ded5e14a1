import type { ReactNode } from "react";
import { useLocation } from "wouter";
import type { Audience } from "#shared/domain/campaign.ts";
import { NewMessageDialog } from "../campaigns/new-message-dialog.tsx";
import { AddGuest } from "./add-guest.tsx";
import { peopleWords, SetDialog, TagDialog } from "./bulk-dialogs.tsx";
import { PasteDialog, type Pasting } from "./paste-dialog.tsx";
import type { Undoable } from "./undoable.ts";

export type OpenDialog =
  | { readonly kind: "add" | "tag" | "set" }
  | { readonly kind: "message"; readonly audience: Audience }
  | { readonly kind: "paste"; readonly pasting: Pasting };

interface GuestScreenDialogsProps {
  readonly weddingId: string;
  readonly dialog: OpenDialog | undefined;
  /** Who is selected. */
  readonly guestIds: readonly string[];
  /** How many the view shows. */
  readonly total: number;
  readonly onClose: () => void;
  readonly onDone: (change: Undoable) => void;
}

export const GuestScreenDialogs = ({ weddingId, dialog, guestIds, total, onClose, onDone }: GuestScreenDialogsProps): ReactNode => {
  const [, navigate] = useLocation();
  const shared = { weddingId, onClose, onDone };
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "add":
      return <AddGuest {...shared} />;
    case "tag":
      return <TagDialog {...shared} guestIds={guestIds} />;
    case "set":
      return <SetDialog {...shared} guestIds={guestIds} />;
    case "paste":
      return <PasteDialog {...shared} pasting={dialog.pasting} />;
    case "message":
      return (
        <NewMessageDialog
          weddingId={weddingId}
          to={{ audience: dialog.audience, words: audienceWords(dialog.audience, total) }}
          onClose={onClose}
          onCreated={(id) => navigate(`/messages/${id}/compose`)}
        />
      );
  }
};

const audienceWords = (audience: Audience, total: number): string =>
  audience.kind === "guests"
    ? `${peopleWords(audience.guestIds.length)} chosen by hand`
    : `the ${peopleWords(total)} of this view, and whoever comes into it before it is approved`;
