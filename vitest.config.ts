import { defineConfig } from "vitest/config";

/** One project per environment; `npm test` runs them in this order (see package.json). */
export default defineConfig({
  test: {
    // What decides whether a message may leave: every branch of it is run by the unit lane (`npm test` passes --coverage to it).
    coverage: {
      provider: "v8",
      include: ["src/shared/message/{fold,attempt-outcome,backoff}.ts", "src/main/hub/dispatcher/{gates,settle}.ts"],
      thresholds: { branches: 100, functions: 100 },
      reporter: ["text"],
    },
    projects: [
      // The time limit finds what hangs; a busy machine is no reason to fail.
      { test: { name: "unit", include: ["src/**/*.test.ts"], environment: "node", testTimeout: 30_000 } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], environment: "node" } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], environment: "node" } },
      { test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], environment: "node" } },
      { test: { name: "arch", include: ["test/arch/**/*.test.ts"], environment: "node" } },
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], environment: "node" } },
    ],
  },
});
