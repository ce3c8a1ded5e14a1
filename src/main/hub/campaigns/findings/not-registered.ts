import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

/** Carriers of some countries drop texts of senders that are not registered there; only the planner knows whether this one is. */
export const notRegistered: Finder = ({ resolved, terms, world: { wedding } }) => {
  if (wedding.practice) return [];
  const byCountry = Map.groupBy(resolved.recipients, ({ plan: [first] }) =>
    first?.channel === "sms" ? countryOfNumber(first.address) : "",
  );
  return [...byCountry].flatMap(([country, recipients]) => {
    const rule = country === "" ? null : terms.ruleFor(country);
    if (rule?.code !== "sender-not-registered") return [];
    const guestIds = recipients.map(({ guest }) => guest.id);
    return [
      decide("sender-not-registered", {
        sentence: `${rule.sentence} This is about ${people(guestIds.length)}.`,
        fix: rule.nextStep,
        fixAt: "settings",
        guestIds,
      }),
    ];
  });
};
