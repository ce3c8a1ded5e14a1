import type { Logger } from "#hub/ports/index.ts";
import { readPages, type StoreCollections } from "#hub/store/index.ts";
import { createWeddingIndex, type WeddingIndex } from "./wedding-index.ts";

type IndexedCollections = Pick<StoreCollections, "guests" | "households" | "responses" | "messages" | "suppressions">;

/**
 * The indexes of the weddings that somebody has looked at, fed by the store's change streams. Changes that arrive while
 * a wedding is being read wait and are applied after it: applying one twice, or an older one before its newer, ends at the
 * same state.
 */
export interface GuestIndexes {
  of(weddingId: string): Promise<WeddingIndex>;
  /** Calls after changes of that wedding's guests or of what is derived about them. */
  subscribe(weddingId: string, changed: () => void): () => void;
  /** The index that holds this guest, when it has been built. */
  find(guestId: string): WeddingIndex | undefined;
  /** How many guests a household has now; 0 when its wedding has not been looked at. */
  peekMembers(weddingId: string, householdId: string): number;
  stop(): void;
}

type Apply = (index: WeddingIndex) => void;

interface Slot {
  readonly waiting: Apply[];
  index: WeddingIndex | undefined;
  ready: Promise<WeddingIndex>;
}

export const createGuestIndexes = (collections: IndexedCollections, logger: Logger): GuestIndexes => {
  const slots = new Map<string, Slot>();
  const listeners = new Map<string, Set<() => void>>();
  const stopStreams = listenTo(collections, (weddingId, changes) => {
    const slot = slots.get(weddingId);
    if (slot === undefined) return;
    if (slot.index === undefined) slot.waiting.push(...changes);
    else for (const change of changes) change(slot.index);
    for (const listener of listeners.get(weddingId) ?? []) listener();
  });
  const open = (weddingId: string): Slot => {
    const slot: Slot = { waiting: [], index: undefined, ready: Promise.reject(new Error("not started")) };
    slot.ready.catch(() => undefined);
    slot.ready = load(collections, weddingId).then(
      (index) => {
        for (const change of slot.waiting.splice(0)) change(index);
        slot.index = index;
        logger.debug("guest index built", { guests: index.guests().size });
        return index;
      },
      (error: unknown) => {
        slots.delete(weddingId);
        throw error;
      },
    );
    slots.set(weddingId, slot);
    return slot;
  };
  return {
    of: (weddingId) => (slots.get(weddingId) ?? open(weddingId)).ready,
    subscribe: (weddingId, changed) => {
      const known = listeners.get(weddingId) ?? new Set();
      known.add(changed);
      listeners.set(weddingId, known);
      return () => void known.delete(changed);
    },
    find: (guestId) => [...slots.values()].find(({ index }) => index?.guests().has(guestId) === true)?.index,
    peekMembers: (weddingId, householdId) => slots.get(weddingId)?.index?.householdSizeOf(householdId) ?? 0,
    stop: () => {
      stopStreams();
      slots.clear();
      listeners.clear();
    },
  };
};

const load = async (collections: IndexedCollections, weddingId: string): Promise<WeddingIndex> => {
  const index = createWeddingIndex();
  const read = async <Document>(pages: AsyncIterable<Document[]>, put: (document: Document) => void): Promise<void> => {
    for await (const page of pages) for (const document of page) put(document);
  };
  await read(readPages(collections.households, weddingId), index.putHousehold);
  await read(readPages(collections.guests, weddingId), index.putGuest);
  await read(readPages(collections.responses, weddingId), index.putResponse);
  await read(readPages(collections.messages, weddingId), index.putMessage);
  await read(readPages(collections.suppressions, weddingId), index.putSuppression);
  return index;
};

interface StreamEvent<Document> {
  readonly operation: "INSERT" | "UPDATE" | "DELETE";
  readonly documentData: Document;
  readonly previousDocumentData?: Document | undefined;
}

interface Streaming {
  readonly eventBulks$: { subscribe(next: (bulk: { events: readonly unknown[] }) => void): { unsubscribe(): void } };
}

const listenTo = (collections: IndexedCollections, tell: (weddingId: string, changes: Apply[]) => void): (() => void) => {
  const follow = <Document extends { readonly weddingId: string }>(
    collection: Streaming,
    put: (index: WeddingIndex, document: Document) => void,
    remove: (index: WeddingIndex, document: Document) => void,
  ): { unsubscribe(): void } =>
    collection.eventBulks$.subscribe(({ events }) => {
      const byWedding = new Map<string, Apply[]>();
      for (const event of events as readonly StreamEvent<Document>[]) {
        const gone = event.operation === "DELETE";
        const document = gone ? (event.previousDocumentData ?? event.documentData) : event.documentData;
        const changes = byWedding.get(document.weddingId) ?? [];
        changes.push((index) => (gone ? remove : put)(index, document));
        byWedding.set(document.weddingId, changes);
      }
      for (const [weddingId, changes] of byWedding) tell(weddingId, changes);
    });
  const subscriptions = [
    follow<Parameters<WeddingIndex["putGuest"]>[0]>(
      collections.guests,
      (index, one) => index.putGuest(one),
      (index, one) => index.removeGuest(one.id),
    ),
    follow<Parameters<WeddingIndex["putHousehold"]>[0]>(
      collections.households,
      (index, one) => index.putHousehold(one),
      (index, one) => index.removeHousehold(one.id),
    ),
    follow<Parameters<WeddingIndex["putResponse"]>[0]>(
      collections.responses,
      (index, one) => index.putResponse(one),
      (index, one) => index.removeResponse(one),
    ),
    follow<Parameters<WeddingIndex["putMessage"]>[0]>(
      collections.messages,
      (index, one) => index.putMessage(one),
      (index, one) => index.removeMessage(one),
    ),
    follow<Parameters<WeddingIndex["putSuppression"]>[0]>(
      collections.suppressions,
      (index, one) => index.putSuppression(one),
      (index, one) => index.removeSuppression(one),
    ),
  ];
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
  };
};
