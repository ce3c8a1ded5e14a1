import { app } from "./app.ts";
import { BrowserWindow } from "./browser-window.ts";
import { guarded } from "./not-implemented.ts";
import { dialog, Menu, nativeImage, Notification, powerMonitor, protocol, safeStorage, session, shell, Tray } from "./system.ts";
import { ipcMain, webContents } from "./web-contents.ts";

/** What `electron` is under the stand-in: only what Usher's shell uses. An import of anything else fails by its name. */
export { app, BrowserWindow, dialog, ipcMain, Menu, nativeImage, Notification, powerMonitor };
export { protocol, safeStorage, session, shell, Tray, webContents };

const whole = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
  webContents,
} satisfies Partial<typeof Electron.CrossProcessExports>;

/** What `require("electron")` answers, as Playwright asks: there, too, what is not modelled throws. */
const required = guarded("electron", whole);
export { required as "module.exports" };
