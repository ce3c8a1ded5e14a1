import { countryWords } from "../words.ts";
import { note, type Finder } from "./finding.ts";

/** Said plainly: an estimate that leaves somebody out looks like a small bill. */
export const costUnknown: Finder = ({ unknownCountries }) =>
  unknownCountries.length === 0
    ? []
    : [
        note("cost-unknown", {
          sentence: `No price is known for texts to ${unknownCountries.map(countryWords).join(", ")}, so they are not in the estimate, and no cost limit stops them.`,
          fix: "See the provider's price page, then write it into the account's figures in Settings.",
          fixAt: "settings",
        }),
      ];
