import { defineConfig } from "vitest/config";

/** The focused tests of what is mutated: each mutant runs those that reach it, so one slow test would cost hours. */
export default defineConfig({
  test: {
    include: [
      "src/shared/message/*.test.ts",
      "src/main/hub/dispatcher/*.test.ts",
      "src/main/hub/ledger/*.test.ts",
      "src/main/hub/providers/*/classify.test.ts",
      "src/main/hub/providers/outcome-tables.test.ts",
    ],
    // Hundreds of messages on virtual time, for what is not mutated here.
    exclude: ["src/main/hub/dispatcher/{dispatcher,quotas,pace,breaker,panic-stop,push-routes}.test.ts"],
    environment: "node",
    testTimeout: 60_000,
  },
});
