import { messageIdsMax, type MessageCounts, type MessageFacets, type MessageRow, type MessageStory } from "#shared/api/messages.ts";
import type { Exchange } from "#shared/api/exchanges.ts";
import type { MessageView } from "#shared/domain/message-view.ts";
import type { MessageBook } from "#hub/ledger/index.ts";
import { liveValue, type ListFrame } from "#hub/live/index.ts";
import { messageOf, type WaitingOf } from "./message-of.ts";
import { heldEvidence, type RenderPayload } from "./held-evidence.ts";
import { messagesCsv } from "./message-export.ts";
import { countGroups, countReasons, facetsOf, type FacetDeps, type ReasonCount } from "./message-facets.ts";
import { messageRows, messageWindow, selectorNow, type MessageListInput } from "./message-list.ts";
import { timelineOf } from "./timeline.ts";

export interface DeliveriesDeps extends FacetDeps {
  readonly book: MessageBook;
  readonly render: RenderPayload;
  /** What is known of the calls of an attempt. */
  readonly exchangesOf: (attemptId: string) => readonly Exchange[];
  readonly waitingOf: WaitingOf;
  readonly onWaiting: (listener: (messageIds: readonly string[]) => void) => () => void;
}

export interface ViewInput {
  readonly weddingId: string;
  readonly view: MessageView;
}

/** The deliveries screens: lists from the store, one message's story straight from the ledger. */
export interface Deliveries {
  window(input: MessageListInput, signal?: AbortSignal): AsyncGenerator<ListFrame<MessageRow>, void, void>;
  counts(input: ViewInput, signal?: AbortSignal): AsyncGenerator<MessageCounts, void, void>;
  reasons(input: ViewInput, signal?: AbortSignal): AsyncGenerator<ReasonCount[], void, void>;
  facets(weddingId: string): Promise<MessageFacets>;
  ids(input: ViewInput): Promise<{ messages: { id: string; guestId: string }[]; total: number }>;
  exportCsv(input: ViewInput): Promise<{ fileName: string; csv: string; rows: number; total: number }>;
  exchanges(attemptId: string): Exchange[];
  timeline(messageId: string, signal?: AbortSignal): AsyncGenerator<MessageStory | null, void, void>;
}

/** Rows of one export: a table of some 10 MB, which a spreadsheet still opens. */
const exportRowsMax = 50_000;
/** Counting looks at every message of the view; during a send it need not be done at every change. */
const countsEveryMs = 1_000;

export const createDeliveries = (deps: DeliveriesDeps): Deliveries => ({
  window: (input, signal) => messageWindow(deps, input, signal),
  counts: ({ weddingId, view }, signal) =>
    liveValue(
      { read: () => countGroups(deps, weddingId, view), subscribe: (changed) => atMostEvery(deps, weddingId, changed) },
      deps.clock,
      signal,
    ),
  reasons: ({ weddingId, view }, signal) =>
    liveValue(
      { read: () => countReasons(deps, weddingId, view), subscribe: (changed) => atMostEvery(deps, weddingId, changed) },
      deps.clock,
      signal,
    ),
  facets: (weddingId) => facetsOf(deps, weddingId),
  ids: async (input) => {
    const { found, total } = await newest(deps, input, messageIdsMax);
    return { messages: found.map(({ id, guestId }) => ({ id, guestId })), total };
  },
  exportCsv: async (input) => {
    const [{ found, total }, wedding] = await Promise.all([
      newest(deps, input, exportRowsMax),
      deps.collections.weddings.findOne(input.weddingId).exec(),
    ]);
    const rows = await messageRows(deps.collections, found, deps.clock.now());
    return { fileName: "messages.csv", csv: messagesCsv(rows, wedding?.zone ?? "UTC"), rows: rows.length, total };
  },
  exchanges: (attemptId) => [...deps.exchangesOf(attemptId)],
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

/** Tells of changes to the wedding's messages, gathered for `countsEveryMs`. */
const atMostEvery = ({ collections, clock }: DeliveriesDeps, weddingId: string, changed: () => void): (() => void) => {
  let cancel: (() => void) | undefined;
  const subscription = collections.messages.$.subscribe((event) => {
    if (event.documentData.weddingId !== weddingId) return;
    cancel ??= clock.setTimer(countsEveryMs, () => {
      cancel = undefined;
      changed();
    });
  });
  return () => {
    cancel?.();
    subscription.unsubscribe();
  };
};

const newest = async (deps: DeliveriesDeps, { weddingId, view }: ViewInput, limit: number) => {
  const { messages } = deps.collections;
  const selector = await selectorNow(deps, weddingId, view);
  const [total, found] = await Promise.all([
    messages.count({ selector }).exec(),
    messages.find({ selector, sort: [{ updatedAt: "desc" }], limit }).exec(),
  ]);
  return { total, found: found.map((document) => document.toMutableJSON()) };
};

const story = async ({ book, collections, waitingOf, render, clock }: DeliveriesDeps, messageId: string): Promise<MessageStory | null> => {
  const entry = book.get(messageId);
  if (entry === undefined) return null;
  const [message] = await messageRows(collections, [messageOf(entry, waitingOf)], clock.now());
  return message === undefined ? null : { message, entries: timelineOf(entry), evidence: heldEvidence(entry, render) };
};
