import type { LogData } from "../logger.ts";

/** Longest string that a log line may carry; codes and ids are shorter, texts of people are not. */
const textCharsMax = 80;
const redacted = "[redacted]";

/**
 * The shapes that logs are made of: kebab codes and ids, upper-case system codes, names of error classes, instants, zones.
 * A name, an address, a key or a sentence fits none of them.
 */
const allowedShapes: readonly RegExp[] = [
  /^[a-z0-9][a-z0-9._:/-]*$/u,
  /^[A-Z][A-Z0-9_-]*$/u,
  /^(?:[A-Z][a-z]+)*(?:Error|Exception)$/u,
  /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/u,
  /^[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+$/u,
  /^$/u,
];

/** Seven digits and more, alone, are a phone number until proven otherwise. */
const phoneShape = /^[\d.-]{7,}$/u;
const homeShape = /(?:^|\/)(?:home|users|root)\//u;

/** Lets counts, codes and ids through and blots out every other string (invariant S17). Never throws. */
export const redactLogData = (data: LogData): Record<string, string | number | boolean | null> => {
  const clean: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined) continue;
    clean[key] = typeof value === "string" && !isAllowed(value) ? redacted : value;
  }
  return clean;
};

/** Sentences are fixed in the code; one that carries an address or a number was glued together, and is blotted out. */
export const redactSentence = (sentence: string): string => (sentence.length > 200 || /@|\d{7,}/u.test(sentence) ? redacted : sentence);

const isAllowed = (value: string): boolean =>
  value.length <= textCharsMax && !phoneShape.test(value) && !homeShape.test(value) && allowedShapes.some((shape) => shape.test(value));
