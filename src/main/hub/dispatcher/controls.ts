import type { Control, Intent, ProviderId } from "#shared/message/ledger-rows.ts";
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
  /** The order for just this scope that is on disk. */
  kept(scope: string): Control["action"] | undefined;
  /** In force at once, before it is on disk: a stop does not wait for a disk. Answers its number among all orders. */
  stopNow(scope: string): number;
  /** The number of an order given now that is no stop. */
  orderNow(): number;
  /** An order for this scope is on disk: stops given before it, or by it, are in force through their rows alone. */
  settled(scope: string, order: number): void;
  /** By a person, or by the hub that asks about what is late. */
  campaignPaused(campaignId: string): boolean;
  /** Whether it waits for a person's word because it is late. */
  campaignIsLate(campaignId: string): boolean;
  campaignCancelled(campaignId: string): boolean;
  /** Since when a person has paused an account; 0 while that is not on disk yet, null when nobody has. */
  lanePausedSince(provider: ProviderId): number | null;
  /** When a person last let this campaign, its wedding or everything go on; 0: never. */
  resumedAt(of: Pick<Intent, "weddingId" | "campaignId">): number;
  /** Whether what is left of the hold was waived for this approval; a later approval has a hold of its own. */
  holdWaived(intent: Intent): boolean;
}

export const everything = "all";
const weddingPrefix = "wedding:";
/** Also the scope under which the journal keeps what became of a lane (`lane` rows, which are no orders). */
export const laneScope = (provider: ProviderId): string => `lane:${provider}`;
export const weddingScope = (weddingId: string): string => `${weddingPrefix}${weddingId}`;

export const createControls = (): Controls => {
  const newest = new Map<string, Control>();
  const waived = new Set<string>();
  /** Stops that are not on disk yet, each with its number: an older order that gets there first must not end them. */
  const stopped = new Map<string, number>();
  let given = 0;
  const actionOf = (scope: string): Control["action"] | undefined => (stopped.has(scope) ? "pause" : newest.get(scope)?.action);
  const allPaused = (): boolean => actionOf(everything) === "pause";
  const weddingPaused = (weddingId: string): boolean => actionOf(weddingScope(weddingId)) === "pause";
  const campaignPaused = (campaignId: string): boolean => ["pause", "ask-late"].includes(actionOf(campaignId) ?? "");
  return {
    apply: (rows) => {
      for (const row of rows) {
        if (row.action === "lane" || row.action === "block" || row.action === "unblock") continue;
        if (row.action !== "start-now") {
          // Only a new approval, which begins with `resume`, gets past a cancel.
          if (newest.get(row.scope)?.action !== "cancel" || row.action === "resume") newest.set(row.scope, row);
        } else if (row.approvalId !== null) waived.add(row.approvalId);
      }
    },
    allPaused,
    weddingPaused,
    stops: () => {
      const scopes = new Set(
        [...newest.keys(), ...stopped.keys()].filter((scope) => scope === everything || scope.startsWith(weddingPrefix)),
      );
      return [...scopes]
        .filter((scope) => actionOf(scope) === "pause")
        .map((scope) => ({
          weddingId: scope === everything ? null : scope.slice(weddingPrefix.length),
          since: stopped.has(scope) ? null : (newest.get(scope)?.at ?? null),
        }));
    },
    campaignPaused,
    isPaused: ({ weddingId, campaignId }) => allPaused() || weddingPaused(weddingId) || campaignPaused(campaignId),
    kept: (scope) => newest.get(scope)?.action,
    stopNow: (scope) => {
      given += 1;
      stopped.set(scope, given);
      return given;
    },
    orderNow: () => (given += 1),
    settled: (scope, order) => {
      if ((stopped.get(scope) ?? Infinity) <= order) stopped.delete(scope);
    },
    campaignIsLate: (campaignId) => newest.get(campaignId)?.action === "ask-late",
    lanePausedSince: (provider) => {
      const scope = laneScope(provider);
      if (actionOf(scope) !== "pause") return null;
      return newest.get(scope)?.action === "pause" ? (newest.get(scope)?.at ?? 0) : 0;
    },
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
