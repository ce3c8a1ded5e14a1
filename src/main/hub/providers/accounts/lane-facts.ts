import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider, Quota } from "../contract.ts";
import { countryRuleOf, priceOf, profileOf, type AccountProfile, type CountryVerdict, type Price } from "../profiles/index.ts";
import { keptTemplates, templateFor } from "../twilio/index.ts";
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
  /** Whether a text, as a guest would read it, may go this way at all. */
  textFit(text: string): TextFit;
}

/** `template`: by WhatsApp a text goes out as an approved template with this in its gaps; null where texts go as they are. */
export type TextFit =
  | { readonly kind: "fits"; readonly template: { readonly name: string; readonly variables: Readonly<Record<string, string>> } | null }
  | { readonly kind: "refused"; readonly code: "no-approved-template"; readonly sentence: string; readonly nextStep: string };

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
  textFit: () => ({ kind: "fits", template: null }),
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
    textFit: (text) => (profile.sender?.kind === "whatsapp" ? whatsappFit(account, text) : { kind: "fits", template: null }),
  };
};

const whatsappFit = ({ learned }: StoredAccount, text: string): TextFit => {
  const fit = templateFor(keptTemplates(learned), text);
  if (fit !== undefined) return { kind: "fits", template: { name: fit.template.name, variables: fit.variables } };
  return {
    kind: "refused",
    code: "no-approved-template",
    sentence: "By WhatsApp only a text of an approved template reaches guests, and this one fits none of the account's templates.",
    nextStep:
      "Write it word for word like a template, with the guest's data in its gaps. If one was approved lately, test the account in Settings first.",
  };
};
