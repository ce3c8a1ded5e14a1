/** What decides what became of a message and whether it may leave: every line of it is worth a test that notices its change. */
export const mutationGroups = {
  fold: ["src/shared/message/{fold,attempt-outcome,backoff,delivery-rank,objection,test-send}.ts"],
  gates: ["src/main/hub/dispatcher/gates.ts"],
  plan: ["src/main/hub/dispatcher/{plan,plan-doubt,settle,outcome,controls}.ts"],
  classifiers: [
    "src/main/hub/providers/{resend,sendgrid,twilio,fcm,apns,smtp}/classify.ts",
    "src/main/hub/providers/smtp/reply-verdict.ts",
  ],
  /** Its pure parts; what it does with files is proved by kills, power cuts and damage (`npm run test:crash`). */
  ledger: ["src/main/hub/ledger/{row-codec,payload-hash,message-id,damaged-intent}.ts"],
} as const satisfies Record<string, readonly string[]>;

/** What the issue asks no figure for: told, so that it can be seen to rise. */
export const toldGroups: readonly string[] = ["plan"];

export type MutationGroup = keyof typeof mutationGroups;
export const mutationGroupNames = Object.keys(mutationGroups) as MutationGroup[];

/** Per cent of the mutants that some test notices; the figure of the issue. */
export const mutationScoreMin = 90;
