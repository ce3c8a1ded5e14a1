import { EventEmitter } from "node:events";
import type Electron from "electron";
import { openWindows, preventable, windowClosed } from "./app.ts";
import { modelledClass, outside, refuse } from "./not-implemented.ts";
import { contentsOutside, StandinContents } from "./web-contents.ts";

const windows = new Set<StandinWindow>();
const toOutside = (window: StandinWindow): Electron.BrowserWindow => outside("BrowserWindow", window, inner);

/** `USHER_STANDIN_READY_MS` acts a slow computer: how long after the load the first picture is there. */
const firstPictureMs = Number(process.env["USHER_STANDIN_READY_MS"] ?? 0);

/** Geometry is nominal, and a hidden window's page still counts as visible. */
class StandinWindow extends EventEmitter {
  readonly contents: StandinContents;
  #visible: boolean;
  #destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    const { preload, contextIsolation = true, sandbox = true, nodeIntegration = false, webviewTag = false } = options.webPreferences ?? {};
    if (!contextIsolation || !sandbox || nodeIntegration || webviewTag)
      refuse("a window with Node, with other pages in it, without isolation or without sandbox");
    this.#visible = options.show ?? true;
    this.contents = new StandinContents(preload ?? refuse("a window without preload"), () => this.close());
    this.contents.once("did-finish-load", () => setTimeout(() => this.emit("ready-to-show"), firstPictureMs));
    this.contents.once("destroyed", () => this.#gone());
    windows.add(this);
    openWindows.add(this);
  }

  static fromWebContents(contents: Electron.WebContents): Electron.BrowserWindow | null {
    const window = [...windows].find((one) => one.webContents === contents);
    return window === undefined ? null : toOutside(window);
  }
  static getAllWindows(): Electron.BrowserWindow[] {
    return [...windows].map(toOutside);
  }

  get webContents(): Electron.WebContents {
    return contentsOutside(this.contents);
  }
  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url);
  }
  show(): void {
    this.#visible = true;
    this.emit("show");
  }
  hide(): void {
    this.#visible = false;
    this.emit("hide");
  }
  focus(): void {
    this.emit("focus");
  }
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isVisible(): boolean {
    return this.#visible;
  }
  /** There is one window, and nothing else to look at. */
  isFocused(): boolean {
    return this.#visible;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  setProgressBar(_progress: number): void {}
  close(): void {
    const closing = preventable({});
    this.emit("close", closing);
    if (closing.defaultPrevented) return;
    this.contents.closeNow();
    this.#gone();
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.emit("closed");
    windowClosed(this);
  }
}

/** For this folder's files; the app does not see it. */
const inner = ["contents"] as const;
export const BrowserWindow = modelledClass<typeof Electron.BrowserWindow>("BrowserWindow")(StandinWindow, inner);
