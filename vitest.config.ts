import { defineConfig } from "vitest/config";

/** One project per environment; `npm test` runs them in this order (see package.json). */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.ts"], environment: "node" } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], environment: "node" } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], environment: "node" } },
      { test: { name: "simulation", include: ["test/simulation/**/*.test.ts"], environment: "node" } },
      { test: { name: "arch", include: ["test/arch/**/*.test.ts"], environment: "node" } },
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], environment: "node" } },
    ],
  },
});
