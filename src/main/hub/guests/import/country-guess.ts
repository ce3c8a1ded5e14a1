import { countryOf, readPhone } from "#shared/contact/phone-number.ts";
import type { ImportColumn } from "./columns.ts";

/** Where wedding lists mostly come from; the wedding's own country is asked first. */
const candidates = ["DE", "FR", "GB", "US", "ES", "IT", "NL", "BE", "AT", "CH", "PL", "PT", "BR", "TR", "SE", "LB", "IE", "AU", "IN", "JP"];
/** Numbers tried in each country: enough to tell, and done within a frame. */
const numbersTried = 16;
/** Rows from the top that numbers are taken from. */
const rowsLookedAt = 2000;
/** Below this share of numbers that are valid at home, another country is looked for. */
const homeShareMin = 0.6;

type Rows = readonly (readonly string[])[];

/** The country in which most numbers without a prefix are valid; the wedding's when that fits, or when nothing fits better. */
export const guessCountry = (rows: Rows, headerRow: number, columns: readonly ImportColumn[], homeCountry: string): string => {
  const numbers = numbersIn(rows.slice(headerRow + 1, headerRow + 1 + rowsLookedAt), columns);
  const fitting = (country: string): number => numbers.filter((number) => readPhone(number, country).ok).length;
  const atHome = fitting(homeCountry);
  if (numbers.length === 0 || atHome >= numbers.length * homeShareMin) return homeCountry;
  let best = { country: homeCountry, fits: atHome };
  for (const country of candidates) {
    const fits = fitting(country);
    if (fits > best.fits) best = { country, fits };
    if (fits === numbers.length) break;
  }
  return countryOf(best.country, homeCountry);
};

/** Those that need a country to be read, from all over these rows. */
const numbersIn = (rows: Rows, columns: readonly ImportColumn[]): string[] => {
  const phones = columns.filter(({ suggested }) => suggested === "phone").map(({ index }) => index);
  const found = rows
    .flatMap((row) => phones.map((index) => (row[index] ?? "").trim().replace(/^'/u, "")))
    .filter((cell) => /^\(?0?[1-9][\d\s()/.-]{6,}$/u.test(cell));
  const stride = Math.max(1, Math.floor(found.length / numbersTried));
  return found.filter((_, place) => place % stride === 0).slice(0, numbersTried);
};
