import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { defaultDataFolder } from "#hub/ports/system/index.ts";

export interface StartOptions {
  /** Show a window, or only print the URL. */
  readonly open: boolean;
  readonly dataFolder: string;
  readonly help: boolean;
}

export const usage = `npm start [-- options]

  --data <folder>   where Usher keeps its files (default: the system's data folder, or USHER_DATA)
  --no-open         print the URL instead of opening a window
  --help            this text

  USHER_HOST=browser    never use Electron
  ELECTRON_MIRROR=<url> fetch Electron from there
  CHROMIUM_PATH=<file>  the browser to open`;

/** Throws a TypeError with a readable message for an option that does not exist. */
export const readStartOptions = (args: readonly string[], environment: Readonly<Record<string, string | undefined>>): StartOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: { "no-open": { type: "boolean" }, data: { type: "string" }, help: { type: "boolean" } },
  });
  return {
    open: values["no-open"] !== true,
    dataFolder: resolve(values.data ?? defaultDataFolder(environment)),
    help: values.help === true,
  };
};
