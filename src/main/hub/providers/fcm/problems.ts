import type { Problem } from "#shared/problem.ts";

const again = "then resume here. Everything stays queued.";

const problems: Readonly<Record<string, Omit<Problem, "code">>> = {
  "fcm-invalid-grant": {
    sentence: "Google does not accept the service account's key.",
    nextStep: "Check this computer's clock. If it is right, make a new key in Firebase and save it in Settings.",
  },
  "fcm-token-refused": {
    sentence: "Google refuses the service account.",
    nextStep: `Look whether it is enabled in the Google Cloud console, ${again}`,
  },
  "fcm-unauthenticated": {
    sentence: "Firebase does not accept Google's own access token for this service account.",
    nextStep: `Look whether the account still exists in Firebase, or save a new key in Settings, ${again}`,
  },
  "fcm-permission-denied": {
    sentence: "The service account may not send pushes.",
    nextStep: `Enable the Firebase Cloud Messaging API for the project and give the account the role to send, ${again}`,
  },
  "fcm-sender-id-mismatch": {
    sentence: "The first device was registered with another Firebase project than this service account's.",
    nextStep: "Save the service account of the project that your app uses. If it is the right one, resume: that device is left out then.",
  },
  "fcm-key-unreadable": {
    sentence: "The service account's key cannot be read.",
    nextStep: "Save the whole JSON file that Firebase gives out in Settings.",
  },
  "fcm-unreachable": { sentence: "Firebase could not be reached.", nextStep: "Check the internet connection, then test again." },
  "fcm-busy": { sentence: "Firebase asked to slow down.", nextStep: "Wait a minute, then test again." },
  "fcm-strange-answer": {
    sentence: "Firebase answered in a way that Usher does not understand.",
    nextStep: "Test again in a few minutes; check status.firebase.google.com if it stays.",
  },
};

/** What a person is told when the lane breaks, or a test fails, for this reason. */
export const fcmProblem = (code: string): Problem => ({
  code,
  ...(problems[code] ?? {
    sentence: "Firebase refuses to send for this project.",
    nextStep: `Look into the project in the Firebase console, ${again}`,
  }),
});
