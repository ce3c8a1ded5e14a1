import { people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

export const addressShared: Finder = ({ resolved, world }) => {
  if (world.campaign.onePer !== "person") return [];
  const byAddress = Map.groupBy(resolved.recipients, ({ plan }) => plan[0]?.address ?? "");
  const guestIds = [...byAddress.values()].filter(({ length }) => length > 1).flatMap((group) => group.map(({ guest }) => guest.id));
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
