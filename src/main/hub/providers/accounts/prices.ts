/** When the figures below were looked up; the review shows it next to the estimate. */
export const smsPricesAsOf = "2026-05-04";
export const smsPriceCurrency = "USD";

/**
 * Hundredths of a US dollar per segment from a long code. Source: Twilio's US price page (providers.md 3.9). Carriers'
 * surcharges and registration fees come on top; what a text really cost, Twilio says afterwards.
 */
const centsPerSegment: Readonly<Record<string, number>> = { US: 0.83 };

/** Rough price of one segment to a country (ISO 3166 two letters, default US); null where no figure is known. */
export const smsPriceCentsPerSegment = (country = "US"): number | null => centsPerSegment[country.toUpperCase()] ?? null;
