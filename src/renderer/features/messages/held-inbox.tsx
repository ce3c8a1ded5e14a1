import { type KeyboardEvent, type ReactNode } from "react";
import type { MessageView } from "#shared/domain/message-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList } from "../../state/live-slot.ts";
import { useKeysOfScreen, type ScreenKey } from "../../state/screen-keys.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { DecideDialog } from "./decide-dialog.tsx";
import { HeldCase } from "./held-case.tsx";
import { HeldList } from "./held-list.tsx";
import { decisions, decisionWords } from "./held-words.ts";
import { useHeldDecisions } from "./use-held-decisions.ts";
import { useMessageSelection } from "./use-message-selection.ts";
import { isNarrowed } from "./view-url.ts";

/** Rows at once: each needs a person, so there are never many; the rest follows as these are decided. */
const heldRows = 200;

const heldKeys: readonly ScreenKey[] = [
  { keys: "J", label: "Next held message" },
  { keys: "K", label: "Held message before" },
];

interface HeldInboxProps {
  readonly weddingId: string;
  readonly view: MessageView;
  /** Lives in the URL; the first one where it names none that is held. */
  readonly chosenId: string | undefined;
  readonly onChoose: (messageId: string | undefined) => void;
}

/** Messages of which nobody knows whether they went out: the list, the evidence about one, and the three choices. */
export const HeldInbox = ({ weddingId, view, chosenId, onChoose }: HeldInboxProps): ReactNode => {
  const client = useClient();
  useKeysOfScreen(heldKeys);
  const input = { weddingId, view, offset: 0, limit: heldRows };
  const list = useLiveList(`messages ${JSON.stringify(input)}`, (signal) => client.messages.window(input, { signal }));
  const listed = list.ids.flatMap((id) => list.byId.get(id) ?? []);
  const selection = useMessageSelection(weddingId, view, listed);
  const held = useHeldDecisions(selection.clear);
  const rows = listed.filter(({ id }) => !held.pending.has(id));
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === chosenId),
  );
  const current = rows[at];
  const step = (by: 1 | -1): void => onChoose(rows[Math.min(Math.max(0, at + by), rows.length - 1)]?.id);
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { j: 1, k: -1 } as const;
    const key = event.key.toLowerCase();
    if (key !== "j" && key !== "k") return;
    event.preventDefault();
    step(by[key]);
  };
  if (list.problem !== undefined) return <ErrorState problem={list.problem} />;
  if (list.status === "loading") return <p role="status">Looking for held messages…</p>;
  if (current === undefined)
    return <EmptyState sentence={isNarrowed(view) ? "Nothing matches." : "Nothing is held: we know what became of every message."} />;
  const problem = held.problem ?? selection.problem;
  return (
    <div className="flex flex-col gap-3" onKeyDown={onKeyDown}>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <HeldList rows={rows} total={list.total} currentId={current.id} selection={selection} onChoose={onChoose} />
        <HeldCase
          key={current.id}
          messageId={current.id}
          place={`${at + 1} of ${rows.length}`}
          isBusy={held.isBusy}
          onStep={step}
          onDecide={(decision) => {
            onChoose((rows[at + 1] ?? rows[at - 1])?.id);
            held.decide(decision, [current.id]);
          }}
        />
      </div>
      {selection.ids.length === 0 ? null : (
        <div
          role="toolbar"
          aria-label="Selected held messages"
          className="bottom-bar sticky bottom-0 flex flex-wrap items-center gap-2 rounded-t-lg border border-line bg-surface-2 px-4 py-2 shadow-lg"
        >
          <span className="text-sm font-medium tabular-nums">{`${selection.ids.length.toLocaleString()} selected`}</span>
          <Button variant="quiet" onPress={selection.clear}>
            Clear
          </Button>
          {decisions.map((decision) => (
            <Button
              key={decision}
              variant={decision === "send-again" ? "danger" : "secondary"}
              isDisabled={held.isBusy}
              onPress={() => held.decide(decision, selection.ids)}
            >
              {`${decisionWords[decision]}: ${selection.ids.length.toLocaleString()}`}
            </Button>
          ))}
        </div>
      )}
      {held.asking === undefined ? null : (
        <DecideDialog
          decision={held.asking.decision}
          count={held.asking.messageIds.length}
          onClose={held.cancel}
          onConfirm={held.confirm}
        />
      )}
    </div>
  );
};
