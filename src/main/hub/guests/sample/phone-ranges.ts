export type PhoneRange = "fr" | "gb" | "de" | "se" | "us";

/**
 * Numbers that regulators keep for films and books (Arcep, Ofcom, BNetzA, PTS, NANPA): valid in form, nobody's in life. The
 * French and British mobile ranges for fiction are left out: the phone library takes them for invalid. Two digits are
 * counted up behind a prefix, then comes the next one.
 */
export const phoneRanges: Readonly<Record<PhoneRange, { readonly mobile: readonly string[]; readonly landline: readonly string[] }>> = {
  fr: { mobile: ["+4917139200", "+121255501", "+141555501", "+131255501"], landline: ["+331990000"] },
  gb: { mobile: ["+161755501", "+130555501"], landline: ["+4420794600"] },
  de: { mobile: ["+49176040690", "+171355501"], landline: ["+4930231250"] },
  se: { mobile: ["+467017406", "+120655501"], landline: ["+468465004"] },
  us: { mobile: ["+120255501", "+150355501"], landline: ["+331990001"] },
};
