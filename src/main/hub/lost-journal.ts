import type { Ledger } from "./ledger/index.ts";
import type { Store } from "./store/index.ts";

/**
 * Whether the store remembers an approval that the ledger does not have: the file was lost, emptied, or is an older copy.
 * The ledger is written first and synced at every commit, so the store is never ahead of the right one. Campaigns come from
 * this computer alone until there is sync; then those of other desktops must be left out here.
 */
export const isJournalLost = async ({ collections }: Store, ledger: Ledger): Promise<boolean> => {
  const known = ledger.approvedRevisions();
  const approved = await collections.campaigns.find({ selector: { approvedRevision: { $gt: 0 } } }).exec();
  if (approved.some(({ id, approvedRevision }) => !known.has(`${id}:${String(approvedRevision)}`))) return true;
  // A campaign may have been removed; its messages stay.
  return known.size === 0 && (await collections.messages.findOne().exec()) !== null;
};
