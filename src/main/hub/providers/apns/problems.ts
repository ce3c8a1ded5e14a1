import type { Problem } from "#shared/problem.ts";

const again = "then resume here. Everything stays queued.";
const inSettings = "Correct it in Settings, then test again.";

const problems: Readonly<Record<string, Omit<Problem, "code">>> = {
  "apns-expired-provider-token": {
    sentence: "Apple says that our sign-in is too old.",
    nextStep: `Set this computer's clock by the internet, ${again}`,
  },
  "apns-invalid-provider-token": {
    sentence: "Apple does not accept the key.",
    nextStep: `Check key, key ID and team ID. ${inSettings}`,
  },
  "apns-bad-environment-key-in-token": {
    sentence: "The key is not made for Apple's push service of these devices.",
    nextStep: "Make a key for sandbox and production in your Apple developer account, and save it in Settings.",
  },
  "apns-device-token-not-for-topic": {
    sentence: "The first device belongs to another app than the bundle ID says.",
    nextStep: "Correct the bundle ID in Settings. If it is the right one, resume: that device is left out then.",
  },
  "apns-topic-disallowed": {
    sentence: "Apple does not let this key write for the bundle ID.",
    nextStep: `Check the bundle ID. ${inSettings}`,
  },
  "apns-bad-topic": { sentence: "Apple does not know the bundle ID.", nextStep: `Check the bundle ID. ${inSettings}` },
  "apns-key-unreadable": { sentence: "Apple's key cannot be read.", nextStep: "Save all text of the .p8 file in Settings." },
  "apns-unreachable": {
    sentence: "Apple's push service could not be reached.",
    nextStep: "Check the internet connection, then test again.",
  },
  "apns-busy": { sentence: "Apple asked to slow down.", nextStep: "Wait a minute, then test again." },
  "apns-strange-answer": {
    sentence: "Apple answered in a way that Usher does not understand.",
    nextStep: "Test again in a few minutes; check Apple's system status for developers if it stays.",
  },
};

/** What a person is told when the lane breaks, or a test fails, for this reason. */
export const apnsProblem = (code: string): Problem => ({
  code,
  ...(problems[code] ?? {
    sentence: "Apple refuses to send for this key or app.",
    nextStep: `Check the key and the app in your Apple developer account, ${again}`,
  }),
});
