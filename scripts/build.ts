import { ensureBuilt } from "./build/ensure-built.ts";

const startedAt = performance.now();
// The terminal is this script's only output.
await ensureBuilt((line) => process.stdout.write(`${line}\n`), true);
process.stdout.write(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
