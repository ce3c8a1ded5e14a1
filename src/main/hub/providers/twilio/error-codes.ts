/**
 * What an error code of Twilio means for us (providers.md 3.4). `recipient`: never again to this number by text;
 * `message`: this text is refused; `lane`: the account or sender is at fault; `slow`: later, nothing of it was sent;
 * `elsewhere`: not from this sender, but perhaps from another; `unclear`: it may have gone out.
 */
export type TwilioVerdict = "recipient" | "message" | "lane" | "slow" | "elsewhere" | "unclear";

const codesBy: Readonly<Record<TwilioVerdict, readonly number[]>> = {
  recipient: [21211, 21610, 21614, 21635, 30004, 30005, 30006, 63014, 63033],
  message: [
    20422, 21602, 21603, 21604, 21605, 21617, 21618, 21620, 21623, 21624, 21658, 30007, 30011, 30019, 30045, 63005, 63006, 63013, 63016,
    63021, 63028, 90007,
  ],
  lane: [
    10001, 14107, 20003, 20005, 20006, 20008, 20403, 20404, 21212, 21219, 21601, 21606, 21608, 21609, 21616, 21654, 21655, 21656, 21657,
    21659, 21660, 21701, 21703, 21704, 21705, 30002, 30018, 30024, 30032, 30033, 30034, 30035, 63001, 63007, 63008, 63015, 63020, 63022,
    63027, 63041, 63042, 63051,
  ],
  slow: [
    20429, 21611, 21619, 30001, 30003, 30008, 30017, 30020, 30021, 30022, 30023, 30027, 30036, 30410, 30450, 63009, 63010, 63012, 63017,
    63018, 63038,
  ],
  // Not on WhatsApp, or no more of it today: a text or an email may still reach the guest.
  elsewhere: [21408, 21612, 63003, 63024, 63032],
  unclear: [20500, 20503],
};

const verdicts: ReadonlyMap<number, TwilioVerdict> = new Map(
  (Object.entries(codesBy) as [TwilioVerdict, readonly number[]][]).flatMap(([verdict, codes]) =>
    codes.map((code) => [code, verdict] as const),
  ),
);

/** Undefined for codes that nobody listed yet: judge by the HTTP status then. */
export const twilioVerdict = (code: number): TwilioVerdict | undefined => verdicts.get(code);

/** Every listed code, for tests. */
export const twilioCodes: readonly number[] = [...verdicts.keys()];

/** Code words that mean the same with every provider; the rest is `twilio-<number>`. */
const words: Readonly<Record<number, string>> = {
  20429: "rate-limited",
  21211: "recipient-invalid",
  21610: "opted-out",
  21614: "not-mobile",
  21635: "not-mobile",
  30005: "recipient-unknown",
  30006: "not-mobile",
  63003: "not-on-whatsapp",
  63014: "opted-out",
  63016: "no-approved-template",
  63024: "not-on-whatsapp",
  63033: "opted-out",
};

export const twilioCodeWord = (code: number): string => words[code] ?? `twilio-${code}`;
