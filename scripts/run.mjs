// Runs a TypeScript script of this project on the pinned Node. Plain JavaScript, because an old Node cannot even read the other one.
// Usage: node scripts/run.mjs scripts/start.ts [arguments]
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const nodeMajorMin = 24;
/** MiB. Node's own choice lets the garbage of one screen grow to 100 MiB before it looks at it; this costs an import of 50,000 guests 5 %. */
const semiSpaceMiB = 8;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...rest] = process.argv.slice(2);
const pinned = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");

const majorOf = (version) => Number.parseInt(version.replace(/^v/u, ""), 10);

if (script === undefined) {
  console.error("Usage: node scripts/run.mjs <script.ts> [arguments]");
  process.exit(2);
} else if (!existsSync(join(root, "node_modules"))) {
  console.error('Usher\'s packages are not installed yet. Run "npm ci" in its folder, then start again.');
  process.exit(1);
} else if (majorOf(process.version) >= nodeMajorMin) {
  process.argv.splice(1, process.argv.length - 1, resolve(script), ...rest);
  await import(pathToFileURL(resolve(script)).href);
} else if (existsSync(pinned) && process.env.USHER_REEXECUTED === undefined) {
  const child = spawn(pinned, [`--max-semi-space-size=${semiSpaceMiB}`, fileURLToPath(import.meta.url), script, ...rest], {
    stdio: "inherit",
    env: { ...process.env, USHER_REEXECUTED: "1" },
  });
  // A terminal sends Ctrl+C to both; the child ends, and this one waits for it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", () => process.exit(1));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  console.error(
    `Usher needs Node ${nodeMajorMin} or newer; this is Node ${process.version}. ` +
      `Run "npm ci" (it brings its own Node on Linux and Windows), or install Node ${nodeMajorMin}.`,
  );
  process.exit(1);
}
