import type { Message } from "#shared/domain/message.ts";
import type { Intent, PlanStep } from "#shared/message/ledger-rows.ts";
import { objectionIn } from "#shared/message/objection.ts";
import type { GateView } from "#hub/dispatcher/index.ts";
import type { Ledger, LedgerBatch } from "#hub/ledger/index.ts";
import { isBehind } from "#hub/lost-journal.ts";
import { hasOrder } from "#hub/order-memory.ts";

/** What a person has done to the lists, and since when by the true steady clock; what is not in it is as it was approved. */
export interface Lists {
  readonly suppressedSince: Map<string, number>;
  readonly editedSince: Map<string, number>;
  readonly answeredSince: Map<string, number>;
  revisedSince: number | null;
}

/**
 * What a store on this disk would remember: the screens' copy of the messages, which may be behind the ledger but never ahead of it, and
 * the lists that the gates ask. A restore puts an older copy of it back; the ledger is not rolled back with it (S16).
 */
export interface KeptStore {
  readonly lists: Lists;
  upsert(messages: readonly Message[]): void;
  /** The newest order of a person, before the person is told. */
  ordered(controlId: string): void;
  /** What the gates see, as it is now. */
  gateView(): GateView;
  /** Notes what providers said about addresses, as the follower of suppressions does. */
  follow(batch: Pick<LedgerBatch, "facts">, addressOf: (attemptId: string) => string | undefined, now: number): void;
  /** Takes from the ledger what the gates need to know, before anything is sent. */
  catchUp(ledger: Ledger, campaignId: string, now: number): Promise<void>;
  /** Whether the ledger has forgotten what is known here. */
  isAheadOf(ledger: Ledger): boolean;
  copy(): StoreCopy;
  /** Suppressions are never forgotten: a restore merges them forward. */
  restore(copy: StoreCopy): void;
}

export interface StoreCopy {
  readonly messages: ReadonlyMap<string, Message>;
  readonly edited: ReadonlyMap<string, number>;
  readonly answered: ReadonlyMap<string, number>;
  readonly revisedSince: number | null;
  readonly knowsApproval: boolean;
  readonly newestOrder: string | null;
}

export const createKeptStore = (): KeptStore => {
  let messages = new Map<string, Message>();
  let knowsApproval = false;
  let newestOrder: string | null = null;
  const lists: Lists = { suppressedSince: new Map(), editedSince: new Map(), answeredSince: new Map(), revisedSince: null };
  const object = (address: string | undefined, now: number): void => {
    if (address !== undefined && !lists.suppressedSince.has(address)) lists.suppressedSince.set(address, now);
  };
  return {
    lists,
    upsert: (changed) => {
      for (const message of changed) messages.set(message.id, message);
    },
    ordered: (controlId) => {
      newestOrder = controlId;
    },
    gateView: () => viewOf(lists, knowsApproval),
    follow: ({ facts }, addressOf, now) => {
      for (const fact of facts) {
        if (objectionIn(fact) !== undefined && fact.attemptId !== null) object(addressOf(fact.attemptId), now);
      }
    },
    catchUp: async (ledger, campaignId, now) => {
      for await (const page of ledger.readObjected()) {
        for (const { intent, attempts, facts } of page) {
          const addressOf = (id: string | null): string | undefined =>
            intent.plan[attempts.find(({ attemptId }) => attemptId === id)?.planIndex ?? -1]?.address;
          for (const fact of facts) if (objectionIn(fact) !== undefined) object(addressOf(fact.attemptId), now);
        }
      }
      knowsApproval = ledger.readApprovals().some((row) => row.campaignId === campaignId);
    },
    isAheadOf: (ledger) => {
      if (newestOrder !== null && !hasOrder(ledger, newestOrder)) return true;
      const rowsOf = ledger.readMessages([...messages.keys()]);
      return [...messages.values()].some((message) => isBehind(rowsOf.get(message.id), message));
    },
    copy: () => ({
      messages: new Map(messages),
      edited: new Map(lists.editedSince),
      answered: new Map(lists.answeredSince),
      revisedSince: lists.revisedSince,
      knowsApproval,
      newestOrder,
    }),
    restore: (copy) => {
      messages = new Map(copy.messages);
      knowsApproval = copy.knowsApproval;
      newestOrder = copy.newestOrder;
      replace(lists.editedSince, copy.edited);
      replace(lists.answeredSince, copy.answered);
      lists.revisedSince = copy.revisedSince;
    },
  };
};

const replace = (map: Map<string, number>, by: ReadonlyMap<string, number>): void => {
  map.clear();
  for (const [key, value] of by) map.set(key, value);
};

const viewOf = (lists: Lists, knowsApproval: boolean): GateView => {
  const suppressed = new Set(lists.suppressedSince.keys());
  const edited = new Set(lists.editedSince.keys());
  const answered = new Set(lists.answeredSince.keys());
  const { revisedSince } = lists;
  return {
    suppression: (_: Intent, { address }: PlanStep) => (suppressed.has(address) ? "opted-out" : null),
    addressIsCurrent: (_, { address }) => !edited.has(address),
    revisionStands: () => (knowsApproval ? revisedSince === null : null),
    countryIsForbidden: () => false,
    takeCost: () => true,
    rsvpIsClosed: ({ guestId }) => answered.has(guestId),
  };
};
