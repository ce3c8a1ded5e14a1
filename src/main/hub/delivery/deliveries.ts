import type { TimelineEntry, MessageRow } from "#shared/api/messages.ts";
import type { MessageBook } from "#hub/ledger/index.ts";
import { liveValue, type ListFrame } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { messageOf, type WaitingOf } from "./message-of.ts";
import { messageRows, messageWindow, type MessageListInput } from "./message-list.ts";
import { timelineOf } from "./timeline.ts";

export interface DeliveriesDeps {
  readonly collections: Pick<StoreCollections, "messages" | "guests" | "campaigns" | "weddings">;
  readonly book: MessageBook;
  readonly waitingOf: WaitingOf;
  readonly onWaiting: (listener: (messageIds: readonly string[]) => void) => () => void;
  readonly clock: Clock;
}

export interface Story {
  readonly message: MessageRow;
  readonly entries: TimelineEntry[];
}

/** The deliveries screens: lists from the store, one message's story straight from the ledger. */
export interface Deliveries {
  window(input: MessageListInput, signal?: AbortSignal): AsyncGenerator<ListFrame<MessageRow>, void, void>;
  timeline(messageId: string, signal?: AbortSignal): AsyncGenerator<Story | null, void, void>;
}

export const createDeliveries = (deps: DeliveriesDeps): Deliveries => ({
  window: (input, signal) => messageWindow(deps.collections, input, deps.clock, signal),
  timeline: (messageId, signal) =>
    liveValue(
      {
        read: () => story(deps, messageId),
        subscribe: (changed) => {
          const unsubscribes = [
            deps.book.onChange((changes) => {
              if (changes.some((change) => change.messageId === messageId)) changed();
            }),
            deps.onWaiting((ids) => {
              if (ids.includes(messageId)) changed();
            }),
          ];
          return () => {
            for (const unsubscribe of unsubscribes) unsubscribe();
          };
        },
      },
      deps.clock,
      signal,
    ),
});

const story = async ({ book, collections, waitingOf, clock }: DeliveriesDeps, messageId: string): Promise<Story | null> => {
  const entry = book.get(messageId);
  if (entry === undefined) return null;
  const [message] = await messageRows(collections, [messageOf(entry, waitingOf)], clock.now());
  return message === undefined ? null : { message, entries: timelineOf(entry) };
};
