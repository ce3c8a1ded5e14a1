import { EventEmitter } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { acquireInstanceLock } from "#hub/ports/system/index.ts";
import { Chromium } from "./chromium.ts";
import { modelled, refuse } from "./not-implemented.ts";

/** Windows that are open; closing answers false when the app vetoed it. */
export interface OpenWindow {
  close(): void;
  isDestroyed(): boolean;
}

export const openWindows = new Set<OpenWindow>();

const emitter = new EventEmitter();
const paths = new Map<string, string>([["userData", join(tmpdir(), "usher-standin")]]);
const ready = Promise.withResolvers<void>();
let isReady = false;
let version = "0.0.0";
let name = "app";
let chromium: Chromium | undefined;
let quitting = false;

export const browser = (): Chromium => chromium ?? refuse("using a window before ready");

const end = (code: number): void => {
  chromium?.kill();
  process.exit(code);
};

const preventable = (): { defaultPrevented: boolean; preventDefault(): void } => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});

const quit = (): void => {
  if (quitting) return;
  const before = preventable();
  emitter.emit("before-quit", before);
  if (before.defaultPrevented) return;
  quitting = true;
  for (const window of openWindows) window.close();
  if (openWindows.size > 0) {
    quitting = false;
    return;
  }
  emitter.emit("will-quit", preventable());
  emitter.emit("quit", {}, 0);
  end(0);
};

/** After a window has gone. Without a listener Electron quits by itself. */
export const windowClosed = (window: OpenWindow): void => {
  openWindows.delete(window);
  if (openWindows.size > 0 || quitting) return;
  if (!emitter.emit("window-all-closed")) quit();
};

const lockSocket = (): string =>
  join(
    tmpdir(),
    `usher-standin-${createHash("sha256")
      .update(paths.get("userData") ?? "")
      .digest("hex")
      .slice(0, 16)}`,
  );

/** The first start listens; a second one knocks. Locked by the system, so that a killed app leaves no lock behind. */
const requestSingleInstanceLock = (): boolean => {
  const folder = join(paths.get("userData") ?? "", "standin-lock");
  mkdirSync(folder, { recursive: true });
  if (acquireInstanceLock(folder) === undefined) {
    connect(lockSocket())
      .on("error", () => undefined)
      .end();
    return false;
  }
  rmSync(lockSocket(), { force: true });
  createServer((socket) => {
    socket.on("error", () => undefined).resume();
    emitter.emit("second-instance", {}, [], "", null);
  })
    .listen(lockSocket())
    .unref();
  return true;
};

export const app = modelled(
  "app",
  Object.assign(emitter, {
    whenReady: () => ready.promise,
    isReady: () => isReady,
    quit: () => void setImmediate(quit),
    exit: end,
    getVersion: () => version,
    getName: () => name,
    isPackaged: false,
    getPath: (key: string) => paths.get(key) ?? refuse(`app.getPath("${key}")`),
    setPath: (key: string, path: string) => void paths.set(key, path),
    enableSandbox: () => undefined,
    requestSingleInstanceLock,
  }),
);

/** Starts Chromium and tells the app. */
export const becomeReady = async (manifest: { readonly version: string; readonly name: string }): Promise<void> => {
  version = manifest.version;
  name = manifest.name;
  chromium = new Chromium(join(paths.get("userData") ?? "", "standin-profile"));
  chromium.on("gone", () => process.exit(1));
  process.on("exit", () => chromium?.kill());
  await chromium.send("Target.setDiscoverTargets", { discover: true });
  isReady = true;
  emitter.emit("ready", {}, {});
  ready.resolve();
};
