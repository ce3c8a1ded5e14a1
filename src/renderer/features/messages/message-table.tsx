import clsx from "clsx";
import type { MouseEvent, ReactNode } from "react";
import type { MessageRow } from "#shared/api/messages.ts";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { Tick } from "../../ui/tick.tsx";
import { channelWords } from "../../ui/plain-words.ts";
import { reasonWords } from "./reason-words.ts";
import type { MessageSelection } from "./use-message-selection.ts";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { exactTime, shortTime } from "../../ui/wedding-time.ts";

interface MessageTableProps {
  readonly weddingId: string;
  readonly rows: readonly MessageRow[];
  readonly selection: MessageSelection;
  readonly onOpen: (messageId: string) => void;
}

/** One page of messages: what became of each, and boxes to act on several. */
export const MessageTable = ({ weddingId, rows, selection, onOpen }: MessageTableProps): ReactNode => {
  const zone = useWeddingZone(weddingId);
  const now = useNow(30_000);
  const ticked = rows.filter(({ id }) => selection.has(id)).length;
  return (
    <div className="overflow-x-auto" role="region" aria-label="Deliveries" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-start text-ink-2">
            <td className="w-8">
              <Tick
                label="All on this page"
                state={ticked === 0 ? "off" : ticked === rows.length ? "on" : "some"}
                onPress={selection.togglePage}
              />
            </td>
            {["Guest", "Message", "Channel", "State", "Attempts", "Updated"].map((word) => (
              <th key={word} scope="col" className="px-2 py-2 text-start font-medium">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={clsx("border-b border-line", selection.has(row.id) && "bg-accent-soft")}>
              <td className="w-8">
                <Tick
                  label={`Select ${nameOf(row)}, ${row.campaignName}`}
                  state={selection.has(row.id) ? "on" : "off"}
                  onPress={({ shiftKey }: MouseEvent) => selection.toggle(row, shiftKey)}
                />
              </td>
              <th scope="row" className="px-2 py-1 text-start font-normal">
                <TextButton onPress={() => onOpen(row.id)}>
                  <bdi>{nameOf(row)}</bdi>
                </TextButton>
              </th>
              <td className="px-2 py-1">
                <bdi>{row.campaignName}</bdi>
              </td>
              <td className="px-2 py-1">{channelWords[row.channel]}</td>
              <td className="px-2 py-1">
                <span className="flex flex-wrap items-center gap-2">
                  <DeliveryState state={row.state} delivery={row.delivery} waiting={row.waiting} />
                  <span className="text-ink-2">{moreWords(row)}</span>
                </span>
              </td>
              <td className="px-2 py-1 tabular-nums">{row.attempts}</td>
              <td className="px-2 py-1 tabular-nums" title={exactTime(row.updatedAt, zone)}>
                {shortTime(row.updatedAt, zone, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

export const nameOf = ({ guestName }: Pick<MessageRow, "guestName">): string => (guestName === "" ? "Unnamed guest" : guestName);

/** What the state's badge does not say already: why it waits, or the provider's own words. */
const moreWords = (row: MessageRow): string => {
  if (row.state === "queued") return row.sentence.replace(/^Waiting:? ?/u, "");
  return row.detail === "" ? reasonWords(row.code) : row.detail;
};
