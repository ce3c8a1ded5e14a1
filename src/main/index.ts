import { join } from "node:path";
import { app } from "electron";
import { createHub } from "#hub/index.ts";
import { acquireInstanceLock, createSystemPorts, defaultDataFolder, openLogFile, readRehearsalOptions } from "#hub/ports/system/index.ts";
import { failToStart, runShell } from "./shell/run-shell.ts";
import { createRendererFiles, openFirstWedding } from "./station/index.ts";

/** Composition root of the desktop app. It must not wait for `ready` at top level: Electron would hang. */
const start = (): void => {
  const dataFolder = defaultDataFolder(process.env);
  const log = openLogFile(join(dataFolder, "logs"));
  const ports = createSystemPorts(log.sink, process.env);
  runShell({
    dataFolder,
    preload: join(import.meta.dirname, "..", "preload", "index.cjs"),
    logger: ports.logger.part("shell"),
    network: ports.connectivity,
    serveRenderer: () => createRendererFiles(join(import.meta.dirname, "..", "renderer")),
    lock: () => acquireInstanceLock(dataFolder),
    openHub: async (shellPorts) => {
      const hub = await createHub({
        ...ports,
        ...shellPorts,
        ...readRehearsalOptions(process.env),
        dataFolder,
        host: "electron",
        version: app.getVersion(),
      });
      await hub.start();
      await openFirstWedding(hub.client());
      return hub;
    },
  });
};

try {
  start();
} catch (error) {
  failToStart(error);
}
