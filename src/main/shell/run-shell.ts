import { app, dialog, protocol, session } from "electron";
import { UsherError } from "#shared/problem.ts";
import type { Hub } from "#hub/index.ts";
import type { Connectivity, Logger, Notifier, Secrets } from "#hub/ports/index.ts";
import type { InstanceLock } from "#hub/ports/system/index.ts";
import type { ServeFiles } from "../station/index.ts";
import { serveApiPorts } from "./api-port.ts";
import { installMenu } from "./app-menu.ts";
import { appScheme } from "./app-origin.ts";
import { createAppTray } from "./app-tray.ts";
import { denyPermissions } from "./deny-permissions.ts";
import { guardContents } from "./guard-contents.ts";
import { openKeychainSecrets } from "./keychain-secrets.ts";
import { createMainWindow } from "./main-window.ts";
import { createOsNotifier } from "./os-notifier.ts";
import { withPowerEvents } from "./power-connectivity.ts";
import { createProgressNotes } from "./progress-notes.ts";
import { guardQuit } from "./quit.ts";

/** What the shell does better than plain Node. */
export interface ShellPorts {
  readonly secrets: Secrets;
  readonly connectivity: Connectivity;
  readonly notifier: Notifier;
}

export interface ShellDeps {
  readonly dataFolder: string;
  /** Absolute path of the preload. */
  readonly preload: string;
  readonly logger: Logger;
  readonly network: Connectivity;
  serveRenderer(): Promise<ServeFiles>;
  /** Undefined when another Usher has the data folder. */
  lock(): InstanceLock | undefined;
  /** A hub that has started. */
  openHub(ports: ShellPorts): Promise<Hub>;
}

/**
 * Usher in Electron. Call it before `ready`, once; it returns at once, because a main module that waits for `ready` hangs Electron. A second
 * start brings the first one's window to the front and ends.
 */
export const runShell = (deps: ShellDeps): void => {
  app.setPath("userData", deps.dataFolder);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  app.enableSandbox();
  guardContents(deps.logger);
  app
    .whenReady()
    .then(() => open(deps))
    .catch(failToStart);
};

const open = async (deps: ShellDeps): Promise<void> => {
  const lock = deps.lock();
  if (lock === undefined) {
    dialog.showErrorBox(
      "Usher is already running",
      "Another Usher uses this data folder, perhaps in a browser window. Close it, then start again.",
    );
    app.exit(1);
    return;
  }
  lock.announce({ pid: process.pid, face: "electron", origin: null, secret: "" });
  denyPermissions(session.defaultSession);
  protocol.handle(appScheme, await deps.serveRenderer());
  const notifier = createOsNotifier((route) => window.command({ kind: "open", route }));
  const window = createMainWindow({
    preload: deps.preload,
    hidesOnClose: () => hub.status().sending > 0,
    onHidden: () =>
      notifier.notify({
        title: "Usher keeps sending",
        body: tray.isThere ? "Open it again from the tray." : "Start Usher again to see it.",
        route: "/deliveries",
      }),
  });
  const hub = await deps.openHub({
    secrets: await openKeychainSecrets(deps.dataFolder, deps.logger),
    connectivity: withPowerEvents(deps.network),
    notifier,
  });
  serveApiPorts(hub.api, deps.logger);
  installMenu((command) => window.command(command));
  const tray = createAppTray({ show: () => window.show(), quit: () => app.quit() }, deps.logger);
  const tell = createProgressNotes(notifier, () => window.current()?.isFocused() === true, hub.status());
  tray.update(hub.status());
  hub.onStatus(() => {
    tray.update(hub.status());
    showProgress(hub, window.current());
    tell(hub.status());
  });
  guardQuit({
    sending: () => hub.status().sending,
    onQuitting: () => window.allowClose(),
    stop: async () => {
      tray.dispose();
      await hub.stop();
      lock.release();
    },
  });
  app.on("second-instance", () => window.show());
  app.on("activate", () => window.show());
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  window.show();
};

/** An endless bar: how many there were at first, the page knows better. */
const showProgress = (hub: Hub, window: { setProgressBar(progress: number): void } | undefined): void =>
  window?.setProgressBar(hub.status().sending > 0 ? 2 : -1);

/** Tells the person why Usher cannot open, and ends. */
export const failToStart = (error: unknown): void => {
  const text =
    error instanceof UsherError
      ? `${error.problem.sentence} ${error.problem.nextStep}`
      : "Something unexpected happened; the log has more.";
  const detail = error instanceof UsherError ? text : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Usher could not start: ${detail}\n`);
  dialog.showErrorBox("Usher could not start", text);
  app.exit(1);
};
