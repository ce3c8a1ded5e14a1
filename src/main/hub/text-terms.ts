import { microsPerCent, type TextTerms } from "./campaigns/index.ts";
import type { ProviderAccounts } from "./providers/accounts/index.ts";

/** What the rooms that plan may know of the accounts that send texts: what it costs at most, and where it may not go. */
export const textTermsOf = ({ lanes }: Pick<ProviderAccounts, "lanes">): TextTerms => {
  const accounts = () => lanes.all("sms", false);
  return {
    // The dearest account counts: nobody knows beforehand which one will send.
    centsOf: (country, segments) => {
      const prices = accounts().flatMap((lane) => lane.priceOf(country === "" ? null : country, segments) ?? []);
      return prices.length === 0 ? null : Math.max(...prices.map(({ amountMicros }) => amountMicros)) / microsPerCent;
    },
    checkedOn: () =>
      accounts()
        .flatMap(({ profile }) => profile?.checkedOn ?? [])
        .toSorted()[0] ?? null,
    ruleFor: (country) => {
      if (country === "") return null;
      const rules = accounts().map((lane) => lane.countryRule(country));
      const refusals = rules.flatMap((rule) => (rule.kind === "refused" ? [rule] : []));
      return refusals.length < rules.length ? null : (refusals.find(({ code }) => code === "sender-not-registered") ?? refusals[0] ?? null);
    },
  };
};
