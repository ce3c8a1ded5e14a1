import { EventEmitter } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type Electron from "electron";
import { acquireInstanceLock } from "#hub/ports/system/index.ts";
import type { InstanceLock } from "#hub/ports/system/index.ts";
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
let isSandboxed = false;
/** Kept for as long as the process lives: a lock that nobody refers to is collected, and free again. */
let held: InstanceLock | undefined;

export const browser = (): Chromium => chromium ?? refuse("using a window before ready");

const end = (code: number): void => {
  chromium?.kill();
  process.exit(code);
};

/** An event as Electron hands it to listeners. */
export const preventable = <Params extends object>(params: Params): Electron.Event<Params> => {
  const state = { defaultPrevented: false };
  return Object.defineProperty(
    { ...params, preventDefault: () => void (state.defaultPrevented = true), defaultPrevented: false },
    "defaultPrevented",
    {
      get: () => state.defaultPrevented,
    },
  );
};

const quit = (): void => {
  if (quitting) return;
  const before = preventable({});
  emitter.emit("before-quit", before);
  if (before.defaultPrevented) return;
  quitting = true;
  for (const window of openWindows) window.close();
  if (openWindows.size > 0) {
    quitting = false;
    return;
  }
  emitter.emit("will-quit", preventable({}));
  emitter.emit("quit", preventable({}), 0);
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
  held = acquireInstanceLock(folder);
  if (held === undefined) {
    connect(lockSocket())
      .on("error", () => undefined)
      .end();
    return false;
  }
  const socketPath = lockSocket();
  rmSync(socketPath, { force: true });
  process.on("exit", () => rmSync(socketPath, { force: true }));
  createServer((socket) => {
    socket.on("error", () => undefined).resume();
    emitter.emit("second-instance", preventable({}), [], "", null);
  })
    .listen(socketPath)
    .unref();
  return true;
};

export const app = modelled<Electron.App>("app")(
  {
    whenReady: () => ready.promise,
    isReady: () => isReady,
    quit: () => void setImmediate(quit),
    exit: (code = 0) => end(code),
    getVersion: () => version,
    getName: () => name,
    isPackaged: false,
    getPath: (key) => paths.get(key) ?? refuse(`app.getPath("${key}")`),
    setPath: (key, path) => void paths.set(key, path),
    enableSandbox: () => void (isSandboxed = true),
    requestSingleInstanceLock,
  },
  emitter,
);

/** Starts Chromium and tells the app. */
export const becomeReady = async (manifest: { readonly version: string; readonly name: string }): Promise<void> => {
  version = manifest.version;
  name = manifest.name;
  chromium = new Chromium(join(paths.get("userData") ?? "", "standin-profile"));
  chromium.on("gone", () => process.exit(1));
  process.on("exit", () => chromium?.kill());
  await chromium.send("Target.setDiscoverTargets", { discover: true });
  if (!isSandboxed) refuse("an app that does not sandbox every page");
  isReady = true;
  emitter.emit("ready", preventable({}), {});
  ready.resolve();
};
