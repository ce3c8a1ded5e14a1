/** How a message ends in practice mode. */
export type Course = "delivered" | "delayed" | "returned" | "silent" | "rejected" | "opted-out";

/** What an address asks for; fields left out stay as drawn. */
export interface ForcedCourse {
  readonly course?: Course;
  readonly deferrals?: number;
  readonly answerLost?: boolean;
  readonly requestLost?: boolean;
  readonly engagement?: "none" | "opened" | "clicked" | "complained";
}

const delivered: ForcedCourse = { course: "delivered", deferrals: 0, answerLost: false, requestLost: false };
const plain: ForcedCourse = { ...delivered, engagement: "none" };

/** Local part of an address at a reserved test domain, with or without a `+tag`: `bounce+lea@example.com`. */
const forcedByLocalPart: Readonly<Record<string, ForcedCourse>> = {
  delivered: plain,
  opened: { ...delivered, engagement: "opened" },
  clicked: { ...delivered, engagement: "clicked" },
  complained: { ...delivered, engagement: "complained" },
  bounce: { ...plain, course: "returned" },
  reject: { ...plain, course: "rejected" },
  silent: { ...plain, course: "silent" },
  delayed: { ...plain, course: "delayed" },
  deferred: { ...plain, deferrals: 1 },
  unknown: { ...plain, answerLost: true },
  lost: { ...plain, requestLost: true },
};

/** Fictional numbers +1 500 555 00xx; the first four mean what Twilio's own test numbers mean. */
const forcedByNumber: Readonly<Record<string, ForcedCourse>> = {
  "+15005550001": { ...plain, course: "rejected" },
  "+15005550004": { ...plain, course: "opted-out" },
  "+15005550006": plain,
  "+15005550009": { ...plain, course: "rejected" },
  "+15005550010": { ...plain, deferrals: 1 },
  "+15005550011": { ...plain, answerLost: true },
  "+15005550012": { ...plain, requestLost: true },
  "+15005550013": { ...plain, course: "returned" },
  "+15005550014": { ...plain, course: "silent" },
};

/** Domains that the DNS standard reserves for examples and tests; nobody has a mailbox there. */
const testDomain = /(?:^|\.)(?:test|example|invalid|example\.(?:com|net|org))$/u;

/** The course that an address forces, or nothing: see the two tables above. */
export const forcedCourseOf = (address: string): ForcedCourse => {
  const normalised = address.trim().toLowerCase();
  const at = normalised.lastIndexOf("@");
  if (at < 0) return forcedByNumber[normalised] ?? byWord(forcedToken.exec(normalised)?.[1]);
  if (!testDomain.test(normalised.slice(at + 1))) return {};
  return byWord(normalised.slice(0, at).split("+", 1)[0]);
};

/** A device's token can ask for the same: `fcm:practice-reject-0123456789`. */
const forcedToken = /^fcm:practice-([a-z]+)-/u;

const byWord = (word = ""): ForcedCourse => (Object.hasOwn(forcedByLocalPart, word) ? (forcedByLocalPart[word] ?? {}) : {});
