/** What `electron` is under the stand-in: only what Usher's shell uses. An import of anything else fails by its name. */
export { app } from "./app.ts";
export { BrowserWindow } from "./browser-window.ts";
export { dialog, Menu, nativeImage, Notification, powerMonitor, protocol, safeStorage, session, shell, Tray } from "./system.ts";
export { ipcMain, webContents } from "./web-contents.ts";
