import type { FactKind } from "#shared/message/ledger-rows.ts";

/** How far a message got by Twilio's word (providers.md 3.5). */
const facts: Readonly<Record<string, FactKind>> = {
  accepted: "accepted",
  scheduled: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "sent",
  delivered: "delivered",
  partially_delivered: "delivered",
  read: "opened",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

/** Undefined for a word that nobody listed. */
export const factOfStatus = (status: string): FactKind | undefined => facts[status];
