import type { MangoQuerySelector } from "rxdb/plugins/core";
import type { MessageRow } from "#shared/api/messages.ts";
import type { Message } from "#shared/domain/message.ts";
import { campaignIdOf, isTestSend } from "#shared/message/test-send.ts";
import { liveList, type ListFrame, type ListWindow } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { messageSentence } from "./words.ts";

export type MessageGroup = "all" | "waiting" | "accepted" | "delivered" | "problem" | "held";

export interface MessageListInput {
  readonly weddingId: string;
  readonly campaignId: string | null;
  readonly group: MessageGroup;
  readonly offset: number;
  readonly limit: number;
}

type ListCollections = Pick<StoreCollections, "messages" | "guests" | "campaigns" | "weddings">;

const arrived = ["delivered", "opened", "clicked"] as const;
const returned = ["failed", "bounced", "complained"] as const;

const groupSelectors: Readonly<Record<MessageGroup, MangoQuerySelector<Message>>> = {
  all: {},
  waiting: { state: { $in: ["queued", "started", "unknown"] } },
  accepted: { state: "accepted", delivery: { $in: ["accepted", "sent", "delayed"] } },
  delivered: { state: "accepted", delivery: { $in: [...arrived] } },
  problem: {
    $or: [{ state: { $in: ["rejected", "dead", "expired", "suppressed"] } }, { state: "accepted", delivery: { $in: [...returned] } }],
  },
  held: { state: "held" },
};

/** The deliveries of a wedding, newest change first, one window at a time. */
export const messageWindow = (
  collections: ListCollections,
  input: MessageListInput,
  clock: Clock,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListFrame<MessageRow>, void, void> =>
  liveList(
    {
      read: () => readWindow(collections, input, clock),
      subscribe: (changed) => {
        const subscription = collections.messages.$.subscribe((event) => {
          if (event.documentData.weddingId === input.weddingId) changed();
        });
        return () => subscription.unsubscribe();
      },
    },
    clock,
    signal,
  );

const readWindow = async (
  collections: ListCollections,
  { weddingId, campaignId, group, offset, limit }: MessageListInput,
  clock: Clock,
): Promise<ListWindow<MessageRow>> => {
  const scope: MangoQuerySelector<Message> = campaignId === null ? { weddingId } : { campaignId, weddingId };
  const selector: MangoQuerySelector<Message> = { ...scope, ...groupSelectors[group] };
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
export const messageRows = async (collections: ListCollections, messages: readonly Message[], now: number): Promise<MessageRow[]> => {
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
