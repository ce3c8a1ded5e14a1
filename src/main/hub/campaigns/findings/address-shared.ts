import { addressKey } from "../audience/suppressions.ts";
import { people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

/** Who may get it at an address at which somebody else may, by whatever step of their plans. With "one per address" nobody does. */
export const addressShared: Finder = ({ resolved, world }) => {
  if (world.campaign.onePer === "address") return [];
  const owners = new Map<string, Set<string>>();
  for (const { guest, plan } of resolved.recipients) {
    for (const { channel, address } of plan) {
      const key = addressKey(channel, address);
      owners.set(key, (owners.get(key) ?? new Set()).add(guest.id));
    }
  }
  const guestIds = [...new Set([...owners.values()].filter(({ size }) => size > 1).flatMap((group) => [...group]))];
  if (guestIds.length === 0) return [];
  return [
    decide("address-shared", {
      sentence: `${people(guestIds.length)} share an address with somebody who also gets it.`,
      fix: "Choose one per address, or leave it.",
      fixAt: "audience",
      guestIds,
    }),
  ];
};
