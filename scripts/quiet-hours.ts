import { parseArgs } from "node:util";
import { exactly, tellFigures } from "#test/figures.ts";
import { sendAtSwitches } from "#test/quiet-hours/send-at-switches.ts";
import { walkSwitches } from "#test/quiet-hours/walk-switches.ts";

/**
 * `npm run test:quiet-hours`: every zone by every name that this runtime knows, every switch of its clocks from 2025 to 2035, three hours
 * before and after in steps of 15 minutes: what the production gate answers against what the wall clock shows; then the production
 * dispatcher on virtual time over nights in which clocks are changed. `--json` for machines, `--years 2027-2028` for less. Ends with 1 on a miss.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, years: { type: "string", default: "2025-2035" } } });
const [fromYear = 2025, toYear = fromYear] = values.years.split("-").map(Number);
const startedAt = performance.now();

const walked = walkSwitches({ fromYear, toYear });
const sent = await sendAtSwitches();
for (const fault of walked.faults) process.stderr.write(`${fault}\n`);
const seconds = Math.round((performance.now() - startedAt) / 1000);
const allMet = tellFigures(
  [
    { name: "zones, by all their names", value: walked.zones, must: null },
    { name: `switches ${values.years}`, value: walked.switches, must: null },
    { name: "gate: messages asked about", value: walked.asked, must: null },
    { name: "gate: let through in quiet hours", value: walked.breaches, must: exactly(0) },
    { name: "gate: kept past the next opening", value: walked.lostSlots, must: exactly(0) },
    { name: "schedules: local times resolved", value: walked.schedules, must: null },
    { name: "schedules: resolved wrongly", value: walked.wrongSchedules, must: exactly(0) },
    { name: "dispatcher: messages sent", value: sent.sent, must: null },
    { name: "dispatcher: sent in quiet hours", value: sent.breaches, must: exactly(0) },
    { name: "dispatcher: not sent at the next opening", value: sent.lostSlots, must: exactly(0) },
    { name: "time", value: seconds, unit: "s", must: null },
  ],
  values.json,
);
process.exitCode = allMet ? 0 : 1;
