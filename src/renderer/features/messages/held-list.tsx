import clsx from "clsx";
import type { ReactNode } from "react";
import type { MessageRow } from "#shared/api/messages.ts";
import { Tick } from "../../ui/tick.tsx";
import { channelWords } from "../../ui/plain-words.ts";
import { ageWords } from "./held-words.ts";
import { nameOf } from "./message-table.tsx";
import type { MessageSelection } from "./use-message-selection.ts";
import { useNow } from "../../state/use-now.ts";

interface HeldListProps {
  readonly rows: readonly MessageRow[];
  readonly total: number;
  readonly currentId: string;
  readonly selection: MessageSelection;
  readonly onChoose: (messageId: string) => void;
}

/** The held messages, the newest change first; ticking is for deciding about several at once. */
export const HeldList = ({ rows, total, currentId, selection, onChoose }: HeldListProps): ReactNode => {
  const now = useNow(30_000);
  const ticked = rows.filter(({ id }) => selection.has(id)).length;
  return (
    <section aria-label="Held messages" className="min-w-0">
      <div className="flex items-center gap-2 border-b border-line text-sm text-ink-2">
        <Tick
          label="All held messages"
          state={ticked === 0 ? "off" : ticked === rows.length ? "on" : "some"}
          onPress={selection.togglePage}
        />
        <span>{rows.length < total ? `The first ${rows.length} of ${total.toLocaleString()}` : `${total.toLocaleString()} held`}</span>
        <span className="ms-auto">J next · K before</span>
      </div>
      <ul className="max-h-[60vh] overflow-auto">
        {rows.map((row) => (
          <li key={row.id} className={clsx("flex items-center gap-2 border-b border-line", row.id === currentId && "bg-accent-soft")}>
            <Tick
              label={`Select ${nameOf(row)}`}
              state={selection.has(row.id) ? "on" : "off"}
              onPress={({ shiftKey }) => selection.toggle(row, shiftKey)}
            />
            <button
              type="button"
              aria-current={row.id === currentId}
              onClick={() => onChoose(row.id)}
              className="flex min-h-11 min-w-0 flex-1 flex-col justify-center py-1 text-start text-sm"
            >
              <bdi className="w-full truncate font-medium">{nameOf(row)}</bdi>
              <span className="w-full truncate text-ink-2">
                <bdi>{row.campaignName}</bdi>
                {` · ${channelWords[row.channel]} · ${ageWords(now - row.updatedAt)}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
