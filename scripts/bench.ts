import { arch, cpus, totalmem, platform } from "node:os";
import { parseArgs } from "node:util";
import { benches } from "#bench/benches.ts";
import type { Measure } from "#bench/measure.ts";

/**
 * Measures against the budgets of the design. `--json` prints one object, `--only NAME` runs what has NAME in its name. Exit code 0 even
 * when a budget is missed: a figure is a report, not a test.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, only: { type: "string" } } });

interface Result extends Measure {
  readonly met: boolean | null;
}

const metBy = ({ value, budget, higherIsBetter }: Measure): boolean | null =>
  budget === null ? null : higherIsBetter === true ? value >= budget : value <= budget;

const results: Result[] = [];
for (const bench of benches) {
  if (values.only !== undefined && !bench.names.some((name) => name.includes(values.only ?? ""))) continue;
  process.stderr.write(`${bench.title} ...\n`);
  const rows = await bench.run();
  for (const row of rows) {
    if (values.only !== undefined && !row.name.includes(values.only)) continue;
    results.push({ ...row, value: Number(row.value.toPrecision(4)), met: metBy(row) });
  }
}

if (results.length === 0) {
  process.stderr.write(
    `No measurement has "${values.only ?? ""}" in its name. There are: ${benches.flatMap(({ names }) => names).join(", ")}.\n`,
  );
  process.exit(2);
}

const machine = {
  platform: platform(),
  arch: arch(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ machine, results: results.map(({ name, value, unit, budget, met }) => ({ name, value, unit, budget, met })) })}\n`,
  );
} else {
  for (const { name, value, unit, budget, met, higherIsBetter } of results) {
    const verdict = met === null ? "" : `${met ? "met   " : "MISSED"}  budget ${higherIsBetter === true ? ">=" : "<="} ${budget}`;
    process.stdout.write(`${name.padEnd(52)}${`${value} ${unit}`.padEnd(20)}${verdict}\n`);
  }
}
