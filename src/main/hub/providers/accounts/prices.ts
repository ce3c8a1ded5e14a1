/**
 * Hundredths of a US dollar per segment from a long code, by country (ISO 3166, two letters), as of 2026-05-04. Source: Twilio's
 * US price page (providers.md 3.9). Carriers' surcharges and registration fees come on top; what a text really cost, Twilio says
 * afterwards.
 */
const centsPerSegment: Readonly<Record<string, number>> = { US: 0.83 };

/** Rough price of one segment to a country, default US, in hundredths of a US dollar; null where no figure is known. */
export const smsPriceCentsPerSegment = (country = "US"): number | null => {
  const code = country.toUpperCase();
  return Object.hasOwn(centsPerSegment, code) ? (centsPerSegment[code] ?? null) : null;
};
