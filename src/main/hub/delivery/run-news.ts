import type { BookEntry, MessageBook } from "#hub/ledger/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";

/** The newest changes that a run screen lists. */
const newsMax = 50;

/** The newest state of each message that changed lately, per campaign. */
export interface RunNews {
  see(entry: BookEntry): void;
  /** Newest change first, each message once, also what changed before this start; at most 50. */
  of(campaignId: string): Promise<readonly BookEntry[]>;
}

/** By message id; the order is that of the changes, oldest first. */
type News = Map<string, BookEntry>;

export const createRunNews = (book: Pick<MessageBook, "get">, collections: Pick<StoreCollections, "messages">): RunNews => {
  const byCampaign = new Map<string, News>();
  const recalled = new Map<string, Promise<void>>();
  const newsOf = (campaignId: string): News => {
    const known = byCampaign.get(campaignId) ?? new Map<string, BookEntry>();
    byCampaign.set(campaignId, known);
    return known;
  };
  /** Puts what changed before this start under what has changed since. */
  const recall = async (campaignId: string): Promise<void> => {
    const selector = { campaignId, state: { $ne: "queued" as const } };
    const found = await collections.messages.find({ selector, sort: [{ updatedAt: "desc" }], limit: newsMax }).exec();
    const news = newsOf(campaignId);
    const since = [...news.values()];
    for (const { id } of found.toReversed()) {
      const entry = book.get(id);
      if (entry !== undefined) add(news, entry);
    }
    for (const entry of since) add(news, entry);
  };
  return {
    see: (entry) => add(newsOf(entry.intent.campaignId), entry),
    of: async (campaignId) => {
      const ready = recalled.get(campaignId) ?? recall(campaignId);
      recalled.set(campaignId, ready);
      await ready;
      return [...newsOf(campaignId).values()].toReversed();
    },
  };
};

/** A message that changed again moves to the end; the oldest goes when there are too many. */
const add = (news: News, entry: BookEntry): void => {
  news.delete(entry.intent.messageId);
  news.set(entry.intent.messageId, entry);
  for (const oldest of news.keys()) {
    if (news.size <= newsMax) return;
    news.delete(oldest);
  }
};
