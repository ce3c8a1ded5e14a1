import { guestViewSchema } from "#shared/domain/guest-view.ts";
import type { Rooms } from "./api/rooms.ts";
import type { HubDeps } from "./create-hub.ts";
import {
  createDeliveries,
  createSuppressionList,
  type DeliveriesDeps,
  type ExchangeStore,
  type SuppressionFollower,
} from "./delivery/index.ts";
import { createHeldDecisions, type Dispatcher } from "./dispatcher/index.ts";
import { homeCountryOf } from "./guests/index.ts";
import type { MessageBook } from "./ledger/index.ts";
import type { OpenFiles } from "./open-files.ts";

interface Behind extends Pick<OpenFiles, "store">, Pick<Rooms, "campaigns" | "guests">, Pick<DeliveriesDeps, "tallies"> {
  readonly book: MessageBook;
  readonly wire: ExchangeStore;
  readonly suppressions: SuppressionFollower;
  readonly dispatcher: Dispatcher;
}

/** What a planner looks at and decides about messages after they were approved. */
export const composeLists = (
  { clock, ids, logger }: HubDeps,
  { wire, book, store, guests, campaigns, tallies, suppressions, dispatcher }: Behind,
): Pick<Rooms, "deliveries" | "heldDecisions" | "suppressions"> => {
  const { collections } = store;
  const findGuests = (weddingId: string, search: string) => guests.matching(weddingId, guestViewSchema.parse({ search }));
  return {
    heldDecisions: createHeldDecisions({ dispatcher, book, clock, ids, logger }),
    deliveries: createDeliveries({
      collections,
      book,
      tallies,
      providers: () => dispatcher.laneStates().map(({ provider }) => provider),
      render: campaigns.render,
      exchangesOf: wire.of,
      findGuests,
      waitingOf: (messageId) => dispatcher.waitingOf(messageId),
      onWaiting: (listener) => dispatcher.onWaiting(listener),
      clock,
    }),
    suppressions: createSuppressionList({
      collections,
      follower: suppressions,
      findGuests,
      homeCountry: async (weddingId) => homeCountryOf((await collections.weddings.findOne(weddingId).exec())?.toMutableJSON()),
      clock,
    }),
  };
};
