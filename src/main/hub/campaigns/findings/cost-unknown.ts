import { note, type Finder } from "./finding.ts";

export const costUnknown: Finder = ({ costUnknown: unknown }) =>
  unknown
    ? [
        note("cost-unknown", {
          sentence: "No price for text messages is known, so the cost is not estimated.",
          fix: "See the provider's price page.",
        }),
      ]
    : [];
