import type { StoreCollections } from "#hub/store/index.ts";
import type { MessageSink } from "./message-sink.ts";

/** Writes into the store's `messages`; what is there already is left alone, so that nothing syncs or redraws for nothing. */
export const createStoreSink = ({ messages }: Pick<StoreCollections, "messages">): MessageSink => ({
  upsert: async (wanted) => {
    if (wanted.length === 0) return;
    const known = await messages.findByIds(wanted.map((message) => message.id)).exec();
    const changed = wanted.filter((message) => {
      const before = known.get(message.id)?.toJSON();
      return before === undefined || JSON.stringify(sorted(before)) !== JSON.stringify(sorted(message));
    });
    if (changed.length === 0) return;
    const { error } = await messages.bulkUpsert([...changed]);
    if (error.length > 0) throw new Error("some messages could not be written to the store");
  },
});

const sorted = (document: object): unknown[] => Object.entries(document).toSorted(([a], [b]) => (a < b ? -1 : 1));
