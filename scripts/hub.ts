import { parseArgs } from "node:util";
import { createHub } from "#hub/index.ts";
import { UsherError } from "#shared/problem.ts";
import { acquireInstanceLock, createSystemPorts, defaultDataFolder } from "#hub/ports/system/index.ts";
import { appVersion } from "./app-version.ts";

/**
 * The engine alone, on a data folder: sends what has been approved, until Ctrl+C. Prints JSON lines: the log on standard error, and
 * one status line on standard output whenever the counts change.
 */
const options = { data: { type: "string" }, help: { type: "boolean", default: false } } as const;

const help = `npm run hub -- [--data <folder>]

The engine without a screen: sends what has been approved on this data folder, until Ctrl+C. Standard output has one line of JSON whenever the
counts change, standard error the log.

--data <folder>  the data folder (${defaultDataFolder(process.env)} when left out)
`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const dataFolder = values.data ?? defaultDataFolder(process.env);
  const lock = acquireInstanceLock(dataFolder);
  if (lock === undefined) {
    process.stderr.write("Another Usher is already using this data folder. Close it first, or name another folder with --data.\n");
    process.exitCode = 1;
    return;
  }
  const ports = createSystemPorts((line) => process.stderr.write(line), process.env);
  const hub = await createHub({ ...ports, dataFolder, host: "headless", version: appVersion }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const tell = (): void => void process.stdout.write(`${JSON.stringify(hub.status())}\n`);
  let last = "";
  hub.onStatus(() => {
    const now = JSON.stringify(hub.status());
    if (now !== last) tell();
    last = now;
  });
  await hub.start();
  tell();
  const keepAlive = setInterval(() => undefined, 60_000);
  const stop = async (): Promise<void> => {
    clearInterval(keepAlive);
    await hub.stop();
    lock.release();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
};

try {
  await main();
} catch (error) {
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
    process.stderr.write(`${error.message}\n\n${help}`);
    process.exit(2);
  }
  if (!(error instanceof UsherError)) throw error;
  const { code, sentence, nextStep } = error.problem;
  process.stderr.write(`${sentence} ${nextStep} (${code})\n`);
  process.exitCode = 1;
}
