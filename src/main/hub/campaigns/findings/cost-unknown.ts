import { assumedCentsPerPart } from "../estimate.ts";
import { countryWords, money } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

/** Said plainly, and decided: an estimate that leaves somebody out looks like a small bill. */
export const costUnknown: Finder = ({ unknownCountries, currency }) =>
  unknownCountries.length === 0
    ? []
    : [
        decide("cost-unknown", {
          sentence: `No price is known for texts to ${unknownCountries.map(countryWords).join(", ")}, so they are not in the estimate. For the cost limits each part of them counts as ${money(assumedCentsPerPart, currency)}.`,
          fix: "See the provider's price page, then write it into the account's figures in Settings.",
          fixAt: "settings",
        }),
      ];
