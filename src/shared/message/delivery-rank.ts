import type { FactKind } from "./ledger-rows.ts";
import type { Delivery } from "./states.ts";

/**
 * Precedence of what we know about an accepted message, lowest first. The highest seen is shown, so order and
 * repetition of facts cannot matter. A bounce or a complaint may follow a delivery, never the reverse.
 */
export const deliveryOrder: readonly Delivery[] = [
  "accepted",
  "sent",
  "delayed",
  "delivered",
  "opened",
  "clicked",
  "failed",
  "bounced",
  "complained",
];

export const deliveryRank = (delivery: Delivery): number => deliveryOrder.indexOf(delivery);

/**
 * What a fact proves about delivery; undefined when it proves no acceptance. Whoever states one of these had the
 * message: a late one wins over every doubt and every plan to send.
 */
const proofs: Readonly<Partial<Record<FactKind, Delivery>>> = {
  accepted: "accepted",
  "marked-accepted": "accepted",
  sent: "sent",
  "delivery-delayed": "delayed",
  delivered: "delivered",
  opened: "opened",
  clicked: "clicked",
  // Nobody unsubscribes from a message that did not arrive.
  unsubscribed: "clicked",
  failed: "failed",
  bounced: "bounced",
  complained: "complained",
};

export const provenDelivery = (kind: FactKind): Delivery | undefined => proofs[kind];

/** Kinds of facts that prove acceptance, for indexes and queries. */
export const proofKinds: readonly FactKind[] = Object.keys(proofs) as FactKind[];
