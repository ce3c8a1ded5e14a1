import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createHub } from "#hub/index.ts";
import type { Hub } from "#hub/index.ts";
import { createSystemPorts, openLogFile, readRehearsalOptions } from "#hub/ports/system/index.ts";
import type { InstanceLock } from "#hub/ports/system/index.ts";
import { createRendererFiles, createStation, openFirstWedding } from "../../src/main/station/index.ts";
import type { Station } from "../../src/main/station/index.ts";
import { appVersion } from "../app-version.ts";
import { projectRoot } from "../project-root.ts";

export interface BrowserHost {
  readonly hub: Hub;
  readonly station: Station;
  /** Takes no more calls, lets running sends end, closes every file, frees the data folder. Idempotent. */
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The whole app without Electron: hub and station in this process, on a data folder whose lock is held. On return it listens and
 * sends. Throws `UsherError` when a file cannot be used; nothing is left running then.
 */
export const startBrowserHost = async (dataFolder: string, lock: InstanceLock, environment: Environment): Promise<BrowserHost> => {
  const undo: (() => Promise<void> | void)[] = [() => lock.release()];
  const unwind = async (): Promise<void> => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  };
  try {
    const log = openLogFile(join(dataFolder, "logs"));
    undo.push(() => log.close());
    const ports = createSystemPorts(log.sink, environment);
    const serve = await createRendererFiles(join(projectRoot, "out", "renderer"));
    const hub = await createHub({ ...ports, ...readRehearsalOptions(environment), dataFolder, host: "browser", version: appVersion });
    undo.push(() => hub.stop());
    await hub.start();
    await openFirstWedding(hub.client());
    const handoverSecret = randomBytes(32).toString("base64url");
    const station = createStation({ api: hub.api, serve, logger: ports.logger.part("station"), handoverSecret });
    undo.push(() => station.stop());
    const origin = await station.start();
    lock.announce({ pid: process.pid, face: "browser", origin, secret: handoverSecret });
    let stopping: Promise<void> | undefined;
    return { hub, station, stop: () => (stopping ??= unwind()) };
  } catch (error) {
    await unwind();
    throw error;
  }
};
