import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, it } from "vitest";
import { costlyCharacters, countSms, withLookAlikes } from "./segments.ts";

describe("SMS segments", () => {
  it.each([
    ["a".repeat(160), "GSM-7", 1],
    ["a".repeat(161), "GSM-7", 2],
    [`${"a".repeat(152)}€${"a".repeat(20)}`, "GSM-7", 2],
    ["é’".repeat(35), "UCS-2", 1],
    ["’".repeat(71), "UCS-2", 2],
    ["", "GSM-7", 0],
  ])("counts %j", (text, encoding, segments) => {
    expect(countSms(text)).toMatchObject({ encoding, segments });
  });

  it("agrees with Twilio's own calculator", () => {
    const unit = fc.oneof(fc.constantFrom(...Array.from("abcXYZ 0123€^{}[]~|\\éÇøΔ")), fc.constantFrom("’", "م", "日", "😀"));
    const text = fc
      .oneof(fc.array(fc.constantFrom(...Array.from("abc €{}é")), { maxLength: 500 }), fc.array(unit, { maxLength: 300 }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (body) => {
        fc.pre(body !== "");
        const oracle = new SegmentedMessage(body);
        const ours = countSms(body);
        expect([ours.encoding, ours.segments]).toEqual([oracle.getEncodingName(), oracle.segmentsCount]);
      }),
      { numRuns: 500 },
    );
  });

  it("names what is costly once, with a look-alike only for signs and never for letters", () => {
    expect(costlyCharacters("l’été “ß” ł’")).toEqual([
      { character: "’", replacement: "'" },
      { character: "“", replacement: '"' },
      { character: "”", replacement: '"' },
      { character: "ł", replacement: null },
    ]);
  });
});

describe("look-alikes", () => {
  it("take the place of what costs, and never of a letter", () => {
    expect(withLookAlikes("L’été – “ß” … Łukasz 🎉\u00A0!")).toBe('L\'été - "ß" ... Łukasz 🎉 !');
  });

  it("leave what costs nothing as it is", () => {
    expect(withLookAlikes('It\'s "plain" - été')).toBe('It\'s "plain" - été');
  });

  it("make one text of two where a single sign was in the way", () => {
    const text = `We look forward to seeing you at the barn on Saturday. Don’t forget your dancing shoes`;
    expect([countSms(text).segments, countSms(withLookAlikes(text)).segments]).toEqual([2, 1]);
  });
});
