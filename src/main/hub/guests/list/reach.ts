import type { ContactPoint, Suppression } from "#shared/domain/index.ts";
import type { GuestRow } from "#shared/api/guests.ts";

export type Reach = GuestRow["reach"];
type ReachState = Reach[number]["state"];

/** Best first: with two phones, the one that can be written to speaks for the channel. */
const bestFirst: readonly ReachState[] = ["ok", "shared", "landline", "bounced", "opted-out", "invalid"];
const channels = ["email", "sms", "push"] as const;

export interface AddressBook {
  /** How many guests of the wedding have this address on this channel. */
  usesOf(key: string): number;
  suppressionOf(key: string): Suppression["reason"] | undefined;
}

export const addressKey = (channel: string, address: string): string => `${channel}:${address}`;

/** What can be used to reach a guest, one word per channel that has an address. */
export const reachOf = (points: readonly ContactPoint[], book: AddressBook): Reach =>
  channels.flatMap((channel) => {
    const states = points.filter((point) => point.channel === channel).map((point) => stateOf(point, book));
    const best = bestFirst.find((state) => states.includes(state));
    return best === undefined ? [] : [{ channel, state: best }];
  });

const stateOf = ({ channel, address, standing, consent, lineType }: ContactPoint, book: AddressBook): ReachState => {
  if (address === "") return "invalid";
  const key = addressKey(channel, address);
  const suppressed = book.suppressionOf(key);
  if (consent === "withdrawn" || (suppressed !== undefined && suppressed !== "hard-bounce")) return "opted-out";
  if (standing === "bounced" || suppressed === "hard-bounce") return "bounced";
  if (standing === "invalid") return "invalid";
  if (channel === "sms" && lineType === "landline") return "landline";
  return book.usesOf(key) > 1 ? "shared" : "ok";
};
