import { parseArgs } from "node:util";
import { failoverFigures } from "#test/failover/failover-figures.ts";
import { tellFigures } from "#test/figures.ts";

/**
 * `npm run test:failover`: the first of two providers of a channel begins to fail: its breaker opens in time, the next message goes by the
 * second one, and nothing is sent twice. On virtual time, and once over real sockets. `--json` for machines. Ends with 1 on a miss.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
process.exitCode = tellFigures(await failoverFigures(), values.json) ? 0 : 1;
