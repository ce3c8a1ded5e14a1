import { z } from "zod";

/** What became of a typed email address. `warning`: it can be written to, but a person should look at it. */
export type EmailReading =
  | {
      readonly ok: true;
      readonly address: string;
      readonly warning: "non-ascii-local-part" | "possible-typo" | null;
      readonly suggestion: string;
    }
  | { readonly ok: false; readonly reason: "empty" | "several" | "not-an-address" | "too-long" };

/** RFC 5321: 64 octets before the @, 254 in all. */
const localPartLengthMax = 64;
const addressLengthMax = 254;
/** Characters read at all: what a contact point keeps of what was typed; patterns over longer text may take very long. */
const enteredLengthMax = 320;

const asciiAddress = z.email();
const unicodeLocalPart = /^[^\s@"(),:;<>[\\\]]+$/u;
/** Invisible characters that come along from web pages and spreadsheets. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Domains that most guests' addresses are at; a neighbour at one keystroke's distance is probably a typo. */
const bigDomains = [
  "gmail.com",
  "googlemail.com",
  "hotmail.com",
  "hotmail.fr",
  "hotmail.co.uk",
  "outlook.com",
  "outlook.fr",
  "outlook.de",
  "live.com",
  "yahoo.com",
  "yahoo.fr",
  "yahoo.co.uk",
  "yahoo.de",
  "yahoo.it",
  "yahoo.es",
  "icloud.com",
  "aol.com",
  "proton.me",
  "protonmail.com",
  "gmx.de",
  "gmx.net",
  "gmx.at",
  "web.de",
  "t-online.de",
  "freenet.de",
  "orange.fr",
  "wanadoo.fr",
  "laposte.net",
  "sfr.fr",
  "libero.it",
  "virgilio.it",
  "btinternet.com",
  "comcast.net",
  "verizon.net",
  "wp.pl",
  "onet.pl",
  "interia.pl",
  "seznam.cz",
  "mail.ru",
  "yandex.ru",
  "uol.com.br",
  "bol.com.br",
  "terra.com.br",
  "sapo.pt",
  "telenet.be",
  "ziggo.nl",
  "kpnmail.nl",
  "bluewin.ch",
  "hotmail.it",
  "qq.com",
];
const bigDomainSet = new Set(bigDomains);

/**
 * Reads an email address as people type and paste it: `mailto:`, `Name <a@b>`, stray dots and spaces, international
 * domains (kept in their ASCII form). Case of the local part is dropped: no big provider tells it apart.
 */
export const readEmail = (entered: string): EmailReading => {
  const typed = entered.trim();
  if (typed.length > enteredLengthMax) return { ok: false, reason: "too-long" };
  const text = unwrapped(typed);
  if (text === "") return { ok: false, reason: "empty" };
  if (holdsSeveral(text)) return { ok: false, reason: "several" };
  return readOne(text);
};

/** Whether something between two `@` parts two addresses. Piece by piece: one pattern for it would take time that grows with its cube. */
const holdsSeveral = (text: string): boolean => {
  const pieces = text.split("@");
  return pieces.some((piece, place) => {
    if (place === 0 || place === pieces.length - 1) return false;
    return /\S$/u.test(pieces[place - 1] ?? "") && /\S$/u.test(piece) && /[\s,;/]/u.test(piece.slice(0, -1));
  });
};

const readOne = (text: string): EmailReading => {
  const at = text.lastIndexOf("@");
  const { ascii: domain, suggestion } = readDomain(at < 1 ? "" : text.slice(at + 1));
  if (domain === "") return { ok: false, reason: "not-an-address" };
  const localPart = text.slice(0, at).toLowerCase();
  const address = `${localPart}@${domain}`;
  if (localPart.length > localPartLengthMax || address.length > addressLengthMax) return { ok: false, reason: "too-long" };
  const ascii = /^[\u0021-\u007e]+$/u.test(localPart);
  const valid = ascii ? asciiAddress.safeParse(address).success : isUnicodeLocalPart(localPart);
  if (!valid) return { ok: false, reason: "not-an-address" };
  const warning = suggestion !== "" ? "possible-typo" : ascii ? null : "non-ascii-local-part";
  return { ok: true, address, warning, suggestion: suggestion === "" ? "" : `${localPart}@${suggestion}` };
};

const unwrapped = (entered: string): string => {
  const text = entered.replaceAll(invisible, "").normalize("NFC").trim().replace(/^'/u, "");
  const inBrackets = /<([^<>]*)>\s*$/u.exec(text)?.[1] ?? text;
  return inBrackets
    .trim()
    .replace(/^mailto:/iu, "")
    .replace(/\?.*$/u, "")
    .replace(/[.,;]+$/u, "")
    .trim();
};

const isUnicodeLocalPart = (localPart: string): boolean => unicodeLocalPart.test(localPart) && !/^\.|\.\.|\.$/u.test(localPart);

interface DomainReading {
  /** Punycode form, or nothing when it is no host name. */
  readonly ascii: string;
  /** The big domain that was probably meant, or nothing. */
  readonly suggestion: string;
}

/** A guest list has few domains and many addresses. */
const knownDomains = new Map<string, DomainReading>();
const knownDomainsMax = 2000;

const readDomain = (domain: string): DomainReading => {
  const known = knownDomains.get(domain);
  if (known !== undefined) return known;
  const ascii = asciiDomain(domain);
  const reading = { ascii, suggestion: ascii === "" ? "" : suggestedDomain(ascii) };
  if (knownDomains.size >= knownDomainsMax) knownDomains.clear();
  knownDomains.set(domain, reading);
  return reading;
};

/** A URL parser would take `127.1` or a port for a host; those are no mail domains. */
const asciiDomain = (domain: string): string => {
  if (domain === "" || /[\s/?#:@\\[\]%]/u.test(domain)) return "";
  try {
    const { hostname } = new URL(`http://${domain.replace(/\.$/u, "")}`);
    return /\.[a-z][a-z0-9-]*$/u.test(hostname) && asciiAddress.safeParse(`a@${hostname}`).success ? hostname : "";
  } catch {
    return "";
  }
};

const suggestedDomain = (domain: string): string =>
  bigDomainSet.has(domain) ? "" : (bigDomains.find((big) => big.length > 5 && isOneEditApart(domain, big)) ?? "");

/** One letter more, fewer, other, or two neighbours swapped. */
const isOneEditApart = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
};
