import type { Control, Intent } from "#shared/message/ledger-rows.ts";

/** The person's standing orders. The newest row per scope wins; read from the ledger, so they outlive a restart. */
export interface Controls {
  apply(rows: readonly Control[]): void;
  allPaused(): boolean;
  /** By a person, or by the hub that asks about what is late. */
  campaignPaused(campaignId: string): boolean;
  /** Whether it waits for a person's word because it is late. */
  campaignIsLate(campaignId: string): boolean;
  campaignCancelled(campaignId: string): boolean;
  /** When a person last let this campaign, or everything, go on; 0: never. */
  resumedAt(campaignId: string): number;
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
        if (row.action !== "start-now") {
          // Only a new approval, which begins with `resume`, gets past a cancel.
          if (newest.get(row.scope)?.action !== "cancel" || row.action === "resume") newest.set(row.scope, row);
        } else if (row.approvalId !== null) waived.add(row.approvalId);
      }
    },
    allPaused: () => newest.get(everything)?.action === "pause",
    campaignPaused: (campaignId) => ["pause", "ask-late"].includes(newest.get(campaignId)?.action ?? ""),
    campaignIsLate: (campaignId) => newest.get(campaignId)?.action === "ask-late",
    resumedAt: (campaignId) =>
      Math.max(0, ...[everything, campaignId].map((scope) => newest.get(scope)).map((row) => (row?.action === "resume" ? row.at : 0))),
    campaignCancelled: (campaignId) => newest.get(campaignId)?.action === "cancel",
    holdWaived: (intent) => waived.has(intent.approvalId),
  };
};
