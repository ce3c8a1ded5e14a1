/** What decides what became of a message and whether it may leave: every line of it is worth a test that notices its change. */
export const mutationGroups = {
  fold: ["src/shared/message/{fold,attempt-outcome,backoff,delivery-rank,objection,test-send}.ts"],
  gates: ["src/main/hub/dispatcher/gates.ts"],
  plan: ["src/main/hub/dispatcher/{plan,plan-doubt,settle,outcome,controls}.ts"],
  classifiers: [
    "src/main/hub/providers/{resend,sendgrid,twilio,fcm,apns,smtp}/classify.ts",
    "src/main/hub/providers/smtp/reply-verdict.ts",
  ],
  ledger: ["src/main/hub/ledger/{row-codec,echo,recall,approve,damaged-intent,payload-hash,message-id,damage-log}.ts"],
} as const satisfies Record<string, readonly string[]>;

export type MutationGroup = keyof typeof mutationGroups;
export const mutationGroupNames = Object.keys(mutationGroups) as MutationGroup[];

/** Per cent of the mutants that some test notices; the figure of the issue. */
export const mutationScoreMin = 90;
