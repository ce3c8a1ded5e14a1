import type { Message } from "#shared/domain/message.ts";
import { foldMessage } from "#shared/message/fold.ts";
import { isAdopted, type Ledger, type LedgerMessage } from "./ledger/index.ts";
import type { Clock } from "./ports/index.ts";
import { readPages, type Store } from "./store/index.ts";

/**
 * Whether the ledger on the disk is the one that this store was written beside. The ledger is written first and synced at
 * every commit, and the store's messages are copied from it, so the store is never ahead of the right one. Campaigns and
 * messages come from this computer alone until there is sync; then those of other desktops must be left out here.
 */

/** The store remembers an approval that the ledger does not have: the file was lost, emptied, or is an older copy. Quick. */
export const isJournalLost = async ({ collections }: Store, ledger: Ledger): Promise<boolean> => {
  const known = ledger.approvedRevisions();
  const approved = await collections.campaigns.find({ selector: { approvedRevision: { $gt: 0 } } }).exec();
  if (approved.some(({ id, approvedRevision }) => !known.has(`${id}:${String(approvedRevision)}`))) return true;
  // A campaign may have been removed; its messages stay.
  return known.size === 0 && (await collections.messages.findOne().exec()) !== null;
};

/** Messages compared between two turns of the event loop: about two milliseconds. */
const comparedAtOnce = 100;

/**
 * The store remembers an attempt or an acceptance that the ledger does not have: an older copy, that would send again what
 * has been sent since. Reads every message once, before the ledger is copied into the store again.
 */
export const isJournalBehind = async (store: Store, ledger: Ledger, clock: Pick<Clock, "sleep">, signal: AbortSignal): Promise<boolean> => {
  for await (const messages of messagesOf(store)) {
    signal.throwIfAborted();
    const known = ledger.readMessages(messages.map(({ id }) => id));
    if (messages.some((message) => isBehind(known.get(message.id), message))) return true;
    await clock.sleep(0, signal);
  }
  return false;
};

/** All messages of the store, a few at a time. */
export async function* messagesOf({ collections }: Store): AsyncGenerator<readonly Message[], void, void> {
  const weddings = await collections.weddings.find().exec();
  for (const { id } of weddings) {
    for await (const page of readPages(collections.messages, id)) {
      for (let start = 0; start < page.length; start += comparedAtOnce) yield page.slice(start, start + comparedAtOnce);
    }
  }
}

/** Whether the ledger has forgotten something about a message. Damage is something else, and is held by the ledger itself. */
export const isBehind = (rows: LedgerMessage | undefined, message: Message): boolean => {
  if (rows === undefined) return true;
  if (rows.damaged > 0 || isAdopted(rows.facts)) return false;
  if (message.attempts > rows.attempts.length) return true;
  const { kind } = foldMessage(rows);
  return message.state === "accepted" ? kind !== "accepted" : kind === "queued" && hasEnded(rows, message);
};

/** Ended under the approval that counts: only a redrive, which is a row of its own, makes such a message wait again. */
const hasEnded = ({ intent, facts }: LedgerMessage, { campaignId, approvedRevision, state }: Message): boolean => {
  if (campaignId !== intent.campaignId || approvedRevision !== intent.revision) return false;
  if (state === "dead") return !facts.some((fact) => fact.kind === "redriven");
  return state === "rejected" || state === "expired" || state === "cancelled" || state === "suppressed";
};
