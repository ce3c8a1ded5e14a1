import type { SendOutcome } from "../contract.ts";

/** Both services take at most 4,096 bytes (providers.md 4.1, 5.1). */
export const pushBytesMax = 4096;

/** Words are the guest's part of the message; what is in front of them is ours and small. */
export const tooLarge = (bytes: number): SendOutcome => ({
  kind: "rejected",
  scope: "message",
  code: "payload-too-large",
  detail: `The push has ${bytes} bytes; ${pushBytesMax} are possible. Shorten its text.`,
});

/** Its time is over: nothing may be sent any more. */
export const tooLate: SendOutcome = {
  kind: "deferred",
  scope: "message",
  code: "too-late",
  detail: "Its time is over.",
  retryAfterMs: null,
};
