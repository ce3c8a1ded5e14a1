import { senderSeedOf } from "./seed.ts";
import type { AccountProfile } from "./account-profile.ts";
import type { SenderKind } from "./sender-kind.ts";

/** Whether a sender may write to a country. */
export type CountryVerdict =
  | {
      readonly kind: "allowed";
      /** Whether a guest there can answer. */
      readonly twoWay: boolean;
      /** What a planner should know; empty when there is nothing. */
      readonly remark: string;
    }
  | { readonly kind: "refused"; readonly code: CountryRefusal; readonly sentence: string; readonly nextStep: string };

export type CountryRefusal = "sender-not-allowed" | "sender-not-registered";

const words: Readonly<Record<SenderKind, string>> = {
  "long-code": "a number",
  "toll-free": "a toll-free number",
  "short-code": "a short code",
  alphanumeric: "a name",
  "messaging-service": "a Messaging Service",
  whatsapp: "WhatsApp",
};

/**
 * What the profile says about writing from a kind of sender to a country (ISO 3166, two letters). Pure. A country that is
 * not listed counts as the usual one; the rules, their date and their source are the seed's.
 */
export const countryRuleOf = (
  profile: Pick<AccountProfile, "provider" | "registered">,
  sender: SenderKind,
  country: string,
): CountryVerdict => {
  const seed = senderSeedOf(profile.provider, sender);
  if (seed === undefined) return { kind: "allowed", twoWay: true, remark: "" };
  const code = country.toUpperCase();
  const rule = (Object.hasOwn(seed.countries, code) ? seed.countries[code] : undefined) ?? seed.usual;
  if (!rule.allowed) {
    return {
      kind: "refused",
      code: "sender-not-allowed",
      sentence: `Texts to ${nameOf(code)} cannot come from ${words[sender]}. ${rule.remark}`.trim(),
      nextStep: "Connect an account with a number for these guests in Settings, or write to them by email.",
    };
  }
  if (rule.registration && !profile.registered.includes(code)) {
    return {
      kind: "refused",
      code: "sender-not-registered",
      sentence: `This sender is not registered for ${nameOf(code)}. ${rule.remark}`.trim(),
      nextStep: "Register it with the provider. Once it is approved, add the country to the account's figures in Settings.",
    };
  }
  return { kind: "allowed", twoWay: rule.twoWay, remark: rule.remark };
};

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

const nameOf = (code: string): string => (/^[A-Z]{2}$/u.test(code) ? (names.of(code) ?? code) : "an unknown country");
