import { defineConfig } from "vitest/config";

/** The time limits find what hangs; a busy machine is no reason to fail. A wait ends first, and says what it waited for. */
const patience = { environment: "node", testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 20_000 } } } as const;

/** One project per environment; `npm test` runs them in this order (see package.json). */
export default defineConfig({
  test: {
    // What decides what became of a message and whether it may leave: every branch of it is run by the unit lane (`npm test` passes --coverage to it).
    coverage: {
      provider: "v8",
      include: [
        "src/shared/message/{fold,attempt-outcome,backoff,delivery-rank,objection,test-send}.ts",
        "src/main/hub/dispatcher/{gates,settle}.ts",
        "src/main/hub/providers/*/classify.ts",
        "src/main/hub/providers/smtp/reply-verdict.ts",
        "src/main/hub/ledger/*.ts",
      ],
      thresholds: { branches: 100, functions: 100 },
      reporter: ["text"],
    },
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts"], ...patience } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], ...patience } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], ...patience } },
      { test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], ...patience } },
      { test: { name: "arch", include: ["test/arch/**/*.test.ts"], ...patience } },
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], ...patience } },
    ],
  },
});
