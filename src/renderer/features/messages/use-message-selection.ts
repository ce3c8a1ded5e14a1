import { useCallback, useState } from "react";
import type { MessageRow } from "#shared/api/messages.ts";
import type { MessageView } from "#shared/domain/message-view.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";

type Ticked = Pick<MessageRow, "id" | "guestId">;

export interface MessageSelection {
  /** Guest by message. */
  readonly guests: ReadonlyMap<string, string>;
  readonly ids: readonly string[];
  has(messageId: string): boolean;
  /** `extend`: everything from the row that was ticked before to this one. */
  toggle(row: Ticked, extend: boolean): void;
  /** The rows of the page; none of them when all are ticked already. */
  togglePage(): void;
  /** Every message of the view, however many pages it has. */
  all(): void;
  clear(): void;
  readonly problem: Problem | undefined;
}

interface State {
  /** Of which view: another one begins with nothing ticked, so that nobody acts on what they do not see. */
  readonly of: string;
  readonly guests: ReadonlyMap<string, string>;
  readonly anchor: string | undefined;
}

const pairs = (rows: readonly Ticked[]): [string, string][] => rows.map(({ id, guestId }) => [id, guestId]);

/** Which messages are ticked, over all pages of one view. */
export const useMessageSelection = (weddingId: string, view: MessageView, rows: readonly MessageRow[]): MessageSelection => {
  const client = useClient();
  const of = JSON.stringify(view);
  const nothing: State = { of, guests: new Map(), anchor: undefined };
  const [kept, setKept] = useState<State>(nothing);
  const state = kept.of === of ? kept : nothing;
  const everything = useCommand(async () => {
    const { messages } = await client.messages.ids({ weddingId, view });
    setKept({ of, guests: new Map(pairs(messages)), anchor: undefined });
  });
  const clear = useCallback(() => setKept((now) => ({ ...now, guests: new Map(), anchor: undefined })), []);
  return {
    guests: state.guests,
    ids: [...state.guests.keys()],
    has: (messageId) => state.guests.has(messageId),
    toggle: (row, extend) => {
      const from = extend ? rows.findIndex(({ id }) => id === state.anchor) : -1;
      const to = rows.findIndex(({ id }) => id === row.id);
      if (from >= 0) {
        const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
        setKept({ ...state, guests: new Map([...state.guests, ...pairs(range)]) });
        return;
      }
      const guests = new Map(state.guests);
      if (!guests.delete(row.id)) guests.set(row.id, row.guestId);
      setKept({ of, guests, anchor: row.id });
    },
    togglePage: () => {
      const guests = new Map(state.guests);
      if (rows.every(({ id }) => guests.has(id))) for (const { id } of rows) guests.delete(id);
      else for (const [id, guestId] of pairs(rows)) guests.set(id, guestId);
      setKept({ of, guests, anchor: undefined });
    },
    all: () => void everything.run(),
    clear,
    problem: everything.problem,
  };
};
