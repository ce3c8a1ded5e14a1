import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readContact } from "./contact-entry.ts";
import { readEmail } from "./email-address.ts";
import { foldText } from "./fold-text.ts";
import { jaroWinkler } from "./jaro-winkler.ts";
import { comparableGivenName, splitFullName } from "./person-name.ts";
import { readPhone } from "./phone-number.ts";

describe("foldText", () => {
  it.each([
    ["O’Neill", "oneill"],
    ["D'ARCY", "darcy"],
    ["Łukasz  Źrebiec", "lukasz zrebiec"],
    ["Großmann", "grossmann"],
    ["Işıl", "isil"],
    ["Søren Æbelø", "soren aebelo"],
    ["\u200fليلى", "ليلى"],
  ])("folds %s", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
  it("folds what is folded to itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => foldText(foldText(text)) === foldText(text)),
      { numRuns: 500 },
    );
  });
});

describe("readEmail", () => {
  it.each([
    [" Léa <Lea.Haddad@Example.COM> ", "lea.haddad@example.com"],
    ["mailto:omar@example.org?subject=x", "omar@example.org"],
    ["zoe@münchen.de", "zoe@xn--mnchen-3ya.de"],
    ["josé@example.com.", "josé@example.com"],
    ["'bounce+lea@example.com", "bounce+lea@example.com"],
    ["guest@guests.usher.test", "guest@guests.usher.test"],
  ])("reads %s", (entered, address) => {
    expect(readEmail(entered)).toMatchObject({ ok: true, address });
  });
  it.each(["a..b@example.com", "a@localhost", "a@127.1", "no address", "a@b@", "@example.com", "a@example.com:25", "a b@example.com"])(
    "refuses %s",
    (entered) => {
      expect(readEmail(entered).ok).toBe(false);
    },
  );
  it("tells several addresses from one, and a typo in a big domain", () => {
    expect(readEmail("a@example.com, b@example.com")).toEqual({ ok: false, reason: "several" });
    expect(readEmail("lea@gmial.com")).toMatchObject({ warning: "possible-typo", suggestion: "lea@gmail.com" });
  });
  it("reads what it has read to itself, whatever was typed", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.emailAddress(),
          fc.tuple(fc.string(), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
        ),
        (entered) => {
          const read = readEmail(entered);
          return !read.ok || JSON.stringify(readEmail(read.address)) === JSON.stringify(read);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("readPhone", () => {
  it.each([
    ["'+49 171 39200-12", "GB", "+491713920012", "mobile"],
    ["0171 3920012", "DE", "+491713920012", "mobile"],
    ["0049 171 3920012", "FR", "+491713920012", "mobile"],
    ["٠١٧١٣٩٢٠٠١٢", "DE", "+491713920012", "mobile"],
    ["020 7946 0123", "GB", "+442079460123", "landline"],
    ["(212) 555-0123", "US", "+12125550123", "mobile-or-landline"],
  ])("reads %s in %s", (entered, country, e164, lineType) => {
    expect(readPhone(entered, country)).toMatchObject({ ok: true, e164, lineType });
  });
  it.each(["ask her mother", "123", "07x1234", "+999 123456"])("refuses %s", (entered) => {
    expect(readPhone(entered, "GB").ok).toBe(false);
  });
  it("reads what it has read to itself, whatever was typed", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+0-9 ()/-]{0,20}$/u), (entered) => {
        const read = readPhone(entered, "DE");
        return !read.ok || JSON.stringify(readPhone(read.e164, "US")) === JSON.stringify(read);
      }),
      { numRuns: 500 },
    );
  });
  it("keeps what it could not read", () => {
    expect(readContact("sms", "ask her mother", "GB")).toEqual({
      address: "",
      entered: "ask her mother",
      lineType: "unknown",
      standing: "invalid",
    });
  });
});

describe("names", () => {
  it.each([
    ["Haddad, Léa", "Léa", "Haddad"],
    ["Léa von der Heide", "Léa", "von der Heide"],
    ["Mrs. Anna Maria Smith", "Anna Maria", "Smith"],
    ["ليلى حداد", "ليلى", "حداد"],
    ["Cher", "Cher", ""],
  ])("splits %s", (whole, givenName, familyName) => {
    expect(splitFullName(whole)).toEqual({ givenName, familyName });
  });
  it("takes nicknames for the name", () => {
    expect(comparableGivenName("Kate")).toBe(comparableGivenName("Katherine"));
    expect(comparableGivenName("Małgorzata")).toBe(comparableGivenName("Maggie"));
  });
  it("measures likeness as the literature does", () => {
    expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.961, 3);
    expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 2);
    expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.813, 3);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => Math.abs(jaroWinkler(a, b) - jaroWinkler(b, a)) < 0.1 && jaroWinkler(a, b) <= 1),
      { numRuns: 300 },
    );
  });
});
