import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { messageIdsMax } from "#shared/api/messages.ts";
import type { MessageView } from "#shared/domain/message-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { MessageSquare, RotateCw, Trash2 } from "../../ui/icons.ts";
import { showToast } from "../../ui/toast.tsx";
import { people } from "../../ui/plain-words.ts";
import { NewMessageDialog } from "../campaigns/new-message-dialog.tsx";
import { DiscardDialog } from "./discard-dialog.tsx";
import type { MessageSelection } from "./use-message-selection.ts";

interface MessagesBarProps {
  readonly weddingId: string;
  readonly view: MessageView;
  readonly selection: MessageSelection;
  /** How many messages the view has. */
  readonly total: number;
}

/** What can be done with the ticked messages. The count is said even when the bar is away, so that its coming is heard. */
export const MessagesBar = ({ weddingId, view, selection, total }: MessagesBarProps): ReactNode => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<"message" | "discard">();
  const { ids } = selection;
  const guestIds = [...new Set(selection.guests.values())];
  const redrive = useCommand(async () => {
    const { redriven } = await client.messages.redrive({ messageIds: [...ids] });
    selection.clear();
    showToast({ sentence: `${redriven.toLocaleString()} will be tried again.` });
  });
  const problem = redrive.problem ?? selection.problem;
  const words = ids.length === 0 ? "" : `${ids.length === total ? "All " : ""}${ids.length.toLocaleString()} selected`;
  return (
    <>
      <span role="status" className="sr-only">
        {words}
      </span>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {ids.length === 0 ? null : (
        <div
          role="toolbar"
          aria-label="Selected messages"
          className="bottom-bar sticky bottom-0 flex flex-wrap items-center gap-2 rounded-t-lg border border-line bg-surface-2 px-4 py-2 shadow-lg"
        >
          <span className="text-sm font-medium tabular-nums">{words}</span>
          {ids.length < Math.min(total, messageIdsMax) ? (
            <Button variant="quiet" onPress={selection.all}>
              {total <= messageIdsMax ? `Select all ${total.toLocaleString()}` : `Select the newest ${messageIdsMax.toLocaleString()}`}
            </Button>
          ) : null}
          <Button variant="quiet" onPress={selection.clear}>
            Clear
          </Button>
          <Button onPress={() => setDialog("message")}>
            <MessageSquare aria-hidden />
            {`Write to ${guestIds.length === 1 ? "this guest" : `these ${guestIds.length.toLocaleString()} guests`}`}
          </Button>
          {view.group === "dead" ? (
            <>
              <Button isDisabled={redrive.pending} onPress={() => void redrive.run()}>
                <RotateCw aria-hidden />
                Try again
              </Button>
              <Button variant="danger" onPress={() => setDialog("discard")}>
                <Trash2 aria-hidden />
                {`Discard ${ids.length.toLocaleString()}…`}
              </Button>
            </>
          ) : null}
        </div>
      )}
      {dialog === "message" ? (
        <NewMessageDialog
          weddingId={weddingId}
          to={{ audience: { kind: "guests", guestIds }, words: `${people(guestIds.length)} chosen in the deliveries` }}
          onClose={() => setDialog(undefined)}
          onCreated={(id) => navigate(`/messages/${id}/compose`)}
        />
      ) : null}
      {dialog === "discard" ? <DiscardDialog messageIds={ids} onClose={() => setDialog(undefined)} onDone={selection.clear} /> : null}
    </>
  );
};
