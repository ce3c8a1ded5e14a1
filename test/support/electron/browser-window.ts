import { EventEmitter } from "node:events";
import { openWindows, windowClosed } from "./app.ts";
import { modelledInstance, refuse } from "./not-implemented.ts";
import { WebContents } from "./web-contents.ts";

interface WindowOptions {
  readonly show?: boolean;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly contextIsolation?: boolean;
    readonly sandbox?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

const windows = new Set<BrowserWindow>();

/** Geometry is nominal, and a hidden window's page still counts as visible. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: Contents;
  progress = -1;
  #visible: boolean;
  #destroyed = false;

  constructor(options: WindowOptions = {}) {
    super();
    const { preload, contextIsolation = true, sandbox = true, nodeIntegration = false } = options.webPreferences ?? {};
    if (!contextIsolation || !sandbox || nodeIntegration) refuse("a window with Node, without isolation or without sandbox");
    this.#visible = options.show ?? true;
    this.webContents = modelledInstance("webContents", new Contents(preload ?? refuse("a window without preload")));
    this.webContents.once("did-finish-load", () => this.emit("ready-to-show"));
    this.webContents.once("destroyed", () => this.#gone());
    windows.add(this);
    openWindows.add(this);
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents.targetId === contents.targetId) ?? null;
  }
  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.targetId === "" ? this.webContents.open(url) : this.webContents.loadURL(url);
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
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  setProgressBar(progress: number): void {
    this.progress = progress;
  }
  close(): void {
    let vetoed = false;
    this.emit("close", { preventDefault: () => (vetoed = true) });
    if (vetoed) return;
    this.webContents.closeNow();
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

/** Closing the contents goes through the window, which may veto it. */
class Contents extends WebContents {
  closeNow(): void {
    super.close();
  }
  override close(): void {
    BrowserWindow.fromWebContents(this)?.close();
  }
}
