import { parseArgs } from "node:util";
import { crashParts, fullAmounts, type CrashAmounts } from "#test/crash/parts.ts";
import { exactly, tellFigures, type Figure } from "#test/figures.ts";

/**
 * `npm run test:crash`: kills, cuts the power, damages files and fills the disk, and counts what was sent twice or lost. `--only <part>`
 * (again for more) runs some of it, `--share 0.1` a tenth of each, `--json` prints figures for machines. Ends with 1 when a figure is missed.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    share: { type: "string", default: "1" },
  },
});
const unknown = values.only.filter((name) => !crashParts.some((part) => part.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(", ")}; there are ${crashParts.map(({ name }) => name).join(", ")}.\n`);
  process.exit(2);
}
const share = Number(values.share);
const amounts = Object.fromEntries(Object.entries(fullAmounts).map(([name, full]) => [name, Math.ceil(Number(full) * share)])) as {
  [Name in keyof CrashAmounts]: number;
};
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const figures: Figure[] = [];
for (const { name, run } of crashParts) {
  if (values.only.length > 0 && !values.only.includes(name)) continue;
  const startedAt = performance.now();
  const found = await run(amounts, say);
  // A part that could not run here has shown nothing, and must not look as if it had.
  figures.push(...(found.length > 0 ? found : [{ name: `${name}: could be run here`, value: 0, must: exactly(1) }]));
  say(`-- ${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
process.exitCode = tellFigures(figures, values.json) ? 0 : 1;
