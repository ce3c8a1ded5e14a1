import type { Control, Intent } from "#shared/message/ledger-rows.ts";

/** The person's standing orders. The newest row per scope wins; read from the ledger, so they outlive a restart. */
export interface Controls {
  apply(rows: readonly Control[]): void;
  allPaused(): boolean;
  campaignPaused(campaignId: string): boolean;
  campaignCancelled(campaignId: string): boolean;
  /** Whether what is left of the hold was waived for this approval; a later approval has a hold of its own. */
  holdWaived(intent: Intent): boolean;
}

export const everything = "all";

export const createControls = (): Controls => {
  const newest = new Map<string, Control>();
  const waived = new Set<string>();
  return {
    apply: (rows) => {
      for (const row of rows) {
        if (row.action !== "start-now") newest.set(row.scope, row);
        else if (row.approvalId !== null) waived.add(row.approvalId);
      }
    },
    allPaused: () => newest.get(everything)?.action === "pause",
    campaignPaused: (campaignId) => newest.get(campaignId)?.action === "pause",
    campaignCancelled: (campaignId) => newest.get(campaignId)?.action === "cancel",
    holdWaived: (intent) => waived.has(intent.approvalId),
  };
};
