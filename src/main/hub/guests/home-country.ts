import type { Wedding } from "#shared/domain/index.ts";
import { countryOf } from "#shared/contact/phone-number.ts";

/** Zones in which most weddings are; what is missing is guessed from the language. */
const countryOfZone: Readonly<Record<string, string>> = {
  "Europe/London": "GB",
  "Europe/Dublin": "IE",
  "Europe/Berlin": "DE",
  "Europe/Vienna": "AT",
  "Europe/Zurich": "CH",
  "Europe/Paris": "FR",
  "Europe/Brussels": "BE",
  "Europe/Amsterdam": "NL",
  "Europe/Luxembourg": "LU",
  "Europe/Rome": "IT",
  "Europe/Madrid": "ES",
  "Europe/Lisbon": "PT",
  "Europe/Warsaw": "PL",
  "Europe/Prague": "CZ",
  "Europe/Budapest": "HU",
  "Europe/Athens": "GR",
  "Europe/Istanbul": "TR",
  "Europe/Stockholm": "SE",
  "Europe/Oslo": "NO",
  "Europe/Copenhagen": "DK",
  "Europe/Helsinki": "FI",
  "Europe/Bucharest": "RO",
  "Europe/Sofia": "BG",
  "Europe/Zagreb": "HR",
  "America/New_York": "US",
  "America/Chicago": "US",
  "America/Denver": "US",
  "America/Los_Angeles": "US",
  "America/Toronto": "CA",
  "America/Vancouver": "CA",
  "America/Mexico_City": "MX",
  "America/Sao_Paulo": "BR",
  "America/Argentina/Buenos_Aires": "AR",
  "Asia/Beirut": "LB",
  "Asia/Dubai": "AE",
  "Asia/Riyadh": "SA",
  "Asia/Jerusalem": "IL",
  "Asia/Kolkata": "IN",
  "Asia/Tokyo": "JP",
  "Asia/Seoul": "KR",
  "Asia/Shanghai": "CN",
  "Asia/Singapore": "SG",
  "Africa/Casablanca": "MA",
  "Africa/Cairo": "EG",
  "Africa/Tunis": "TN",
  "Africa/Johannesburg": "ZA",
  "Australia/Sydney": "AU",
  "Australia/Melbourne": "AU",
  "Pacific/Auckland": "NZ",
};

const countryOfLanguage: Readonly<Record<string, string>> = {
  en: "GB",
  pt: "PT",
  ar: "LB",
  he: "IL",
  ja: "JP",
  ko: "KR",
  zh: "CN",
  sv: "SE",
  da: "DK",
  cs: "CZ",
  el: "GR",
  uk: "UA",
  hi: "IN",
};

/** Where phone numbers without a prefix are probably from: the venue's country. */
export const homeCountryOf = (wedding: Pick<Wedding, "zone" | "defaultLanguage"> | undefined): string => {
  if (wedding === undefined) return "GB";
  const [language = "en", region] = wedding.defaultLanguage.split("-");
  return countryOf(countryOfZone[wedding.zone] ?? region ?? countryOfLanguage[language] ?? language);
};
