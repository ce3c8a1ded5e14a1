import type { Intent } from "#shared/message/ledger-rows.ts";

/** What people at one desktop were told is in force: kept here, so that no journal can forget it. */
export interface ConfirmedOrders {
  /** Told that it holds: a pause or a cancel of `all`, a wedding, an account or a campaign, by the journal's name for it. */
  confirm(scope: string, action: "pause" | "cancel"): void;
  /** From the moment it is asked for, or when nobody can say what became of an order. */
  lift(scope: string): void;
  /** What was left of the hold is waived. */
  startNow(): void;
  inForceAgainst(intent: Intent, provider: string): string | undefined;
  holdIsWaived(): boolean;
}

export const createConfirmedOrders = (): ConfirmedOrders => {
  const inForce = new Map<string, "pause" | "cancel">();
  let waived = false;
  return {
    confirm: (scope, action) => void inForce.set(scope, action),
    lift: (scope) => {
      // Nothing gets past a cancel but another approval, whose campaign has another name here.
      if (inForce.get(scope) !== "cancel") inForce.delete(scope);
    },
    startNow: () => {
      waived = true;
    },
    inForceAgainst: ({ campaignId, weddingId }, provider) =>
      ["all", `wedding:${weddingId}`, campaignId, `lane:${provider}`].flatMap((scope) => inForce.get(scope) ?? [])[0],
    holdIsWaived: () => waived,
  };
};
