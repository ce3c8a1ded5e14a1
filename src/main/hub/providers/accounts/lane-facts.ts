import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider, Quota } from "../contract.ts";
import { countryRuleOf, priceOf, profileOf, type AccountProfile, type CountryVerdict, type Price } from "../profiles/index.ts";
import type { StoredAccount } from "./stored-account.ts";

/** What is known about one way that a message may take. */
export interface LaneFacts {
  readonly provider: ProviderId;
  readonly channel: Channel;
  /** What the planner calls the account; empty for an account without a name and for practice. */
  readonly name: string;
  readonly perSecond: number;
  /** Sender and address for replies, as typed; both empty for practice. */
  readonly from: string;
  readonly replyTo: string;
  readonly quotas: readonly Quota[];
  /** The figures behind it, as plain data: whatever is derived from this lane is out of date when they change. Null for practice. */
  readonly profile: AccountProfile | null;
  /**
   * What one message costs at most, to a country (ISO 3166, two letters; null when nobody knows it) in so many parts. Zero where
   * nothing costs, null where no figure is known.
   */
  priceOf(country: string | null, segments: number): Price | null;
  /** Whether its sender may write to that country. */
  countryRule(country: string): CountryVerdict;
}

/** The way of a practice message: free, and allowed everywhere. */
export const practiceFacts = ({ id, channel, rate }: Provider): LaneFacts => ({
  provider: id,
  channel,
  name: "",
  perSecond: rate.perSecond,
  from: "",
  replyTo: "",
  quotas: [],
  profile: null,
  priceOf: () => ({ amountMicros: 0, currency: "USD" }),
  countryRule: () => ({ kind: "allowed", twoWay: true, remark: "" }),
});

export const accountFacts = ({ id, channel, rate, quotas = [] }: Provider, account: StoredAccount): LaneFacts => {
  const profile = profileOf(account);
  const { from = "", replyTo = "" } = account.values;
  return {
    provider: id,
    channel,
    name: account.name,
    perSecond: rate.perSecond,
    from,
    replyTo,
    quotas,
    profile,
    priceOf: (country, segments) => priceOf(profile, country, segments),
    countryRule: (country) =>
      profile.sender === null ? { kind: "allowed", twoWay: true, remark: "" } : countryRuleOf(profile, profile.sender.kind, country),
  };
};
