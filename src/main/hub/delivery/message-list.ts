import type { MessageRow } from "#shared/api/messages.ts";
import type { Message } from "#shared/domain/message.ts";
import type { MessageView } from "#shared/domain/message-view.ts";
import { campaignIdOf, isTestSend } from "#shared/message/test-send.ts";
import { liveList, type ListFrame, type ListWindow } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { selectorOf } from "./message-selector.ts";
import { messageSentence } from "./words.ts";

export interface MessageListInput {
  readonly weddingId: string;
  readonly view: MessageView;
  readonly offset: number;
  readonly limit: number;
}

export interface MessageListDeps {
  readonly collections: Pick<StoreCollections, "messages" | "guests" | "campaigns" | "weddings">;
  /** Ids of the guests whom a search means. */
  readonly findGuests: (weddingId: string, search: string) => Promise<readonly string[]>;
  readonly clock: Clock;
}

/** A view as the store is asked for it now. */
export const selectorNow = async ({ findGuests, clock }: MessageListDeps, weddingId: string, view: MessageView) =>
  selectorOf(weddingId, view, view.search.trim() === "" ? [] : await findGuests(weddingId, view.search), clock.now());

/** The deliveries of a wedding, newest change first, one window at a time. */
export const messageWindow = (
  deps: MessageListDeps,
  input: MessageListInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListFrame<MessageRow>, void, void> =>
  liveList(
    {
      read: () => readWindow(deps, input),
      subscribe: (changed) => {
        const subscription = deps.collections.messages.$.subscribe((event) => {
          if (event.documentData.weddingId === input.weddingId) changed();
        });
        return () => subscription.unsubscribe();
      },
    },
    deps.clock,
    signal,
  );

const readWindow = async (deps: MessageListDeps, { weddingId, view, offset, limit }: MessageListInput): Promise<ListWindow<MessageRow>> => {
  const { collections, clock } = deps;
  const selector = await selectorNow(deps, weddingId, view);
  const [total, found] = await Promise.all([
    collections.messages.count({ selector }).exec(),
    collections.messages.find({ selector, sort: [{ updatedAt: "desc" }], skip: offset, limit }).exec(),
  ]);
  const rows = await messageRows(
    collections,
    found.map((document) => document.toMutableJSON()),
    clock.now(),
  );
  return { total, offset, rows };
};

/** Adds names and words. Guests and campaigns that are gone keep an empty name. */
export const messageRows = async (
  collections: MessageListDeps["collections"],
  messages: readonly Message[],
  now: number,
): Promise<MessageRow[]> => {
  const [guests, campaigns, weddings] = await Promise.all([
    collections.guests.findByIds([...new Set(messages.map((one) => one.guestId))]).exec(),
    collections.campaigns.findByIds([...new Set(messages.map(campaignIdOf))]).exec(),
    collections.weddings.findByIds([...new Set(messages.map((one) => one.weddingId))]).exec(),
  ]);
  return messages.map((message) => {
    const guest = guests.get(message.guestId);
    return {
      ...message,
      guestName: guest === undefined ? (isTestSend(message) ? "Test to you" : "") : `${guest.givenName} ${guest.familyName}`.trim(),
      campaignName: campaigns.get(campaignIdOf(message))?.name ?? "",
      sentence: messageSentence(message, weddings.get(message.weddingId)?.zone ?? "UTC", now),
    };
  });
};
