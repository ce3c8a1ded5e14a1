import { BrowserWindow } from "electron";
import { shellChannels } from "#shared/shell-command.ts";
import type { ShellCommand } from "#shared/shell-command.ts";
import { appPage } from "./app-origin.ts";

export interface MainWindowOptions {
  /** Absolute path of the preload. */
  readonly preload: string;
  /** Whether closing hides instead: messages are on their way, and the app goes on in the tray. */
  hidesOnClose(): boolean;
  onHidden(): void;
}

export interface MainWindow {
  /** Brings the window to the front, making it first when there is none. */
  show(): void;
  /** Shows the window and hands it the command. */
  command(command: ShellCommand): void;
  current(): BrowserWindow | undefined;
  /** From now on closing closes. */
  allowClose(): void;
}

/** The smallest window in which a table and its side panel fit. */
const sizeMin = { minWidth: 720, minHeight: 560 };

/** One window. States: none -> open <-> hidden -> none. The page runs without Node, isolated and sandboxed. */
export const createMainWindow = (options: MainWindowOptions): MainWindow => {
  let window: BrowserWindow | undefined;
  let mayClose = false;
  const open = (): BrowserWindow => {
    const fresh = new BrowserWindow({
      width: 1280,
      height: 840,
      ...sizeMin,
      show: false,
      title: "Usher",
      webPreferences: {
        preload: options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: true,
      },
    });
    const showFirst = (): void => fresh.show();
    fresh.once("ready-to-show", showFirst);
    fresh.on("close", (event) => {
      if (mayClose || !options.hidesOnClose()) return;
      event.preventDefault();
      // Closed before its first picture: it would come back by itself.
      fresh.off("ready-to-show", showFirst);
      fresh.hide();
      options.onHidden();
    });
    fresh.on("closed", () => (window = undefined));
    void fresh.loadURL(appPage);
    return fresh;
  };
  const show = (): BrowserWindow => {
    if (window === undefined) {
      window = open();
      return window;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return window;
  };
  return {
    show: () => void show(),
    command: (command) => {
      const { webContents } = show();
      if (webContents.isLoading()) webContents.once("did-finish-load", () => webContents.send(shellChannels.command, command));
      else webContents.send(shellChannels.command, command);
    },
    current: () => window,
    allowClose: () => (mayClose = true),
  };
};
