import { getCountries, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";
import type { LineType } from "../domain/guest.ts";

export type PhoneReading =
  | { readonly ok: true; readonly e164: string; readonly lineType: LineType; readonly country: string }
  | { readonly ok: false; readonly reason: "empty" | "several" | "not-a-number" };

const countries = new Set<string>(getCountries());
const isCountry = (code: string): code is CountryCode => countries.has(code);

/** A two-letter country as the phone library knows it, or `fallback`. */
export const countryOf = (code: string, fallback = "GB"): string => (isCountry(code.toUpperCase()) ? code.toUpperCase() : fallback);

/** Two letters of the country that an E.164 number belongs to; empty when nobody can tell. */
export const countryOfNumber = (e164: string): string => parsePhoneNumberFromString(e164)?.country ?? "";

/** Characters read at all: what a contact point keeps of what was typed. Matching longer text takes time that grows with its square. */
const enteredLengthMax = 320;

/**
 * Reads a phone number as people write it, to E.164 with its line type. `country` is for numbers without a prefix.
 * A leading `'` (a spreadsheet's mark for text) and `00` in front are understood.
 */
export const readPhone = (entered: string, country: string): PhoneReading => {
  const typed = entered.trim();
  if (typed.length > enteredLengthMax) return { ok: false, reason: "not-a-number" };
  const text = asciiDigits(typed.normalize("NFKC"))
    .replaceAll(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .trim()
    .replace(/^'/u, "")
    .replace(/^tel:/iu, "")
    .trim();
  if (text === "") return { ok: false, reason: "empty" };
  if (/\d{5,}\s*(?:[,;|]|\/\s*(?=[+0])|\bor\b|\bou\b|\boder\b)\s*\+?[\d\s()]{6,}/iu.test(text)) return { ok: false, reason: "several" };
  const number = parsePhoneNumberFromString(text.replace(/^00(?=[1-9])/u, "+"), {
    defaultCountry: countryOf(country) as CountryCode,
    extract: false,
  });
  // A number with a type is valid; asking for both would take twice the time. Few countries' numbers have no types at all.
  const type = number?.getType();
  if (number === undefined || (type === undefined && !number.isValid())) return { ok: false, reason: "not-a-number" };
  return { ok: true, e164: number.number, lineType: lineTypeOf(type), country: number.country ?? "" };
};

/** Arabic-Indic and Persian digits, as RTL keyboards type them. */
const asciiDigits = (text: string): string =>
  text.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 15));

/** North American numbers always answer "fixed or mobile": say so, do not block. */
const lineTypeOf = (type: string | undefined): LineType => {
  if (type === "MOBILE") return "mobile";
  if (type === "FIXED_LINE") return "landline";
  if (type === "FIXED_LINE_OR_MOBILE") return "mobile-or-landline";
  return type === undefined ? "unknown" : "other";
};
