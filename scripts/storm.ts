import { parseArgs } from "node:util";
import { tellFigures } from "#test/figures.ts";
import { stormFigures } from "#test/storm/storm-figures.ts";

/**
 * `npm run test:storm`: 10,000 messages through the production dispatcher with a real ledger file, on virtual time, against providers that
 * enforce their own rate, another rate than we think, refuse three calls in ten, cannot be reached for two hours, or have a daily quota.
 * `--json` for machines, `--messages 500` for less. Ends with 1 on a miss.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, messages: { type: "string", default: "10000" } } });
const startedAt = performance.now();
const figures = await stormFigures(Number(values.messages));
const seconds = Math.round((performance.now() - startedAt) / 1000);
const allMet = tellFigures([...figures, { name: "time", value: seconds, unit: "s", must: null }], values.json);
process.exitCode = allMet ? 0 : 1;
