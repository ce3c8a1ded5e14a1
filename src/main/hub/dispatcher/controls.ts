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
  const startedAt = new Map<string, number>();
  return {
    apply: (rows) => {
      for (const row of rows) {
        if (row.action === "start-now") startedAt.set(row.scope, Math.max(row.at, startedAt.get(row.scope) ?? 0));
        else newest.set(row.scope, row);
      }
    },
    allPaused: () => newest.get(everything)?.action === "pause",
    campaignPaused: (campaignId) => newest.get(campaignId)?.action === "pause",
    campaignCancelled: (campaignId) => newest.get(campaignId)?.action === "cancel",
    holdWaived: (intent) => (startedAt.get(intent.campaignId) ?? -1) >= intent.approvedAt,
  };
};
