import type { MangoQuerySelector } from "rxdb/plugins/core";
import type { Message } from "#shared/domain/message.ts";
import type { MessageGroup, MessageSince, MessageView } from "#shared/domain/message-view.ts";

type Selector = MangoQuerySelector<Message>;

const arrived = ["delivered", "opened", "clicked"] as const;
const returned = ["failed", "bounced", "complained"] as const;

const groupSelectors: Readonly<Record<MessageGroup, Selector>> = {
  all: {},
  held: { state: "held" },
  dead: { state: "dead" },
  problem: {
    $or: [{ state: { $in: ["rejected", "dead", "expired", "suppressed"] } }, { state: "accepted", delivery: { $in: [...returned] } }],
  },
  waiting: { state: { $in: ["queued", "started", "unknown"] } },
  accepted: { state: "accepted", delivery: { $in: ["accepted", "sent", "delayed"] } },
  delivered: { state: "accepted", delivery: { $in: [...arrived] } },
};

const hourMs = 3_600_000;
const sinceMs: Readonly<Record<Exclude<MessageSince, "ever">, number>> = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 30 * 24 * hourMs,
};

/**
 * A view as the store is asked for it. `guestIds`: those whom the search means. Wedding or campaign and the time come first: each is
 * the start of an index, and everything else narrows what the index gives.
 */
export const selectorOf = (weddingId: string, view: MessageView, guestIds: readonly string[], now: number): Selector => {
  const { group, campaignId, channel, provider, code, since, search } = view;
  const address = search.trim().toLowerCase();
  const parts: Selector[] = [groupSelectors[group]];
  if (address !== "") parts.push({ $or: [{ guestId: { $in: [...guestIds] } }, { address }, { address: search.trim() }] });
  return {
    ...(campaignId === null ? {} : { campaignId }),
    weddingId,
    ...(since === "ever" ? {} : { updatedAt: { $gte: now - sinceMs[since] } }),
    ...(channel === null ? {} : { channel }),
    ...(provider === null ? {} : { provider }),
    ...(code === null ? {} : { code }),
    ...(address === "" ? groupSelectors[group] : { $and: parts }),
  };
};
