import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { becomeReady } from "./app.ts";

/**
 * Runs an app's main module as Electron does: `ready` comes only after the module is done, so that one that waits for it at top level hangs
 * here too.
 */
const folder = resolve(process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? ".");
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { main: string; version: string; name: string };
await import(pathToFileURL(join(folder, manifest.main)).href);
await becomeReady(manifest);
