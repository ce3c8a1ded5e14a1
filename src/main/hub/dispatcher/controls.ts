import type { Control, Intent } from "#shared/message/ledger-rows.ts";
import type { SendingStop } from "./dispatcher.ts";

/** The person's standing orders. The newest row per scope wins; read from the ledger, so they outlive a restart. */
export interface Controls {
  apply(rows: readonly Control[]): void;
  allPaused(): boolean;
  weddingPaused(weddingId: string): boolean;
  /** Everything, and each wedding, that a person stopped. */
  stops(): readonly SendingStop[];
  /** Whether any order, for all, its wedding or its campaign, holds a message back. */
  isPaused(of: Pick<Intent, "weddingId" | "campaignId">): boolean;
  /** Whether a pause of just this scope is on disk. */
  pauseIsKept(scope: string): boolean;
  /** In force at once, before it is on disk: a stop does not wait for a disk. The next order for this scope ends it. */
  stopNow(scope: string): void;
  /** By a person, or by the hub that asks about what is late. */
  campaignPaused(campaignId: string): boolean;
  /** Whether it waits for a person's word because it is late. */
  campaignIsLate(campaignId: string): boolean;
  campaignCancelled(campaignId: string): boolean;
  /** When a person last let this campaign, its wedding or everything go on; 0: never. */
  resumedAt(of: Pick<Intent, "weddingId" | "campaignId">): number;
  /** Whether what is left of the hold was waived for this approval; a later approval has a hold of its own. */
  holdWaived(intent: Intent): boolean;
}

export const everything = "all";
const weddingPrefix = "wedding:";
export const weddingScope = (weddingId: string): string => `${weddingPrefix}${weddingId}`;

export const createControls = (): Controls => {
  const newest = new Map<string, Control>();
  const waived = new Set<string>();
  const stopped = new Set<string>();
  const actionOf = (scope: string): Control["action"] | undefined => (stopped.has(scope) ? "pause" : newest.get(scope)?.action);
  const allPaused = (): boolean => actionOf(everything) === "pause";
  const weddingPaused = (weddingId: string): boolean => actionOf(weddingScope(weddingId)) === "pause";
  const campaignPaused = (campaignId: string): boolean => ["pause", "ask-late"].includes(actionOf(campaignId) ?? "");
  return {
    apply: (rows) => {
      for (const row of rows) {
        if (row.action === "lane") continue;
        if (row.action !== "start-now") {
          stopped.delete(row.scope);
          // Only a new approval, which begins with `resume`, gets past a cancel.
          if (newest.get(row.scope)?.action !== "cancel" || row.action === "resume") newest.set(row.scope, row);
        } else if (row.approvalId !== null) waived.add(row.approvalId);
      }
    },
    allPaused,
    weddingPaused,
    stops: () => {
      const scopes = new Set([...newest.keys(), ...stopped].filter((scope) => scope === everything || scope.startsWith(weddingPrefix)));
      return [...scopes]
        .filter((scope) => actionOf(scope) === "pause")
        .map((scope) => ({
          weddingId: scope === everything ? null : scope.slice(weddingPrefix.length),
          since: stopped.has(scope) ? null : (newest.get(scope)?.at ?? null),
        }));
    },
    campaignPaused,
    isPaused: ({ weddingId, campaignId }) => allPaused() || weddingPaused(weddingId) || campaignPaused(campaignId),
    pauseIsKept: (scope) => newest.get(scope)?.action === "pause",
    stopNow: (scope) => stopped.add(scope),
    campaignIsLate: (campaignId) => newest.get(campaignId)?.action === "ask-late",
    resumedAt: ({ weddingId, campaignId }) =>
      Math.max(
        0,
        ...[everything, weddingScope(weddingId), campaignId]
          .map((scope) => newest.get(scope))
          .map((row) => (row?.action === "resume" ? row.at : 0)),
      ),
    campaignCancelled: (campaignId) => newest.get(campaignId)?.action === "cancel",
    holdWaived: (intent) => waived.has(intent.approvalId),
  };
};
