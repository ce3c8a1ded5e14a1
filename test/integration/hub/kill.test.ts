import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killHubs, killScenarios } from "#test/crash/kills.ts";
import { buildLife, type BuiltLife } from "#test/crash/lives.ts";

/** `npm run test:crash` kills 500 times. */
const kills = 4;
let built: BuiltLife;
beforeAll(async () => {
  built = await buildLife();
});
afterAll(() => built.remove());

describe(`kill -9 of the headless hub, ${kills} times`, { timeout: 180_000 }, () => {
  it.for(killScenarios)(
    "%s: nobody gets a message twice, nothing is lost, and no send is without its row (S1, S3, S5, L2)",
    async (only) => {
      const [figures] = await killHubs({ script: built.script, kills, parallel: 1, seed: Date.now() % 1_000_000, only });
      expect(figures).toMatchObject({ doubles: 0, lost: 0, unwritten: 0, broken: 0 });
      expect(figures?.kills).toBeGreaterThanOrEqual(kills);
    },
  );
});
