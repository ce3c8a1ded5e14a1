import { contextBridge, ipcRenderer } from "electron";
import { shellChannels } from "#shared/shell-command.ts";
import type { ShellSurface } from "#shared/shell-command.ts";

/** Everything the page gets of Electron. Neither `ipcRenderer` nor an event object ever reaches it. */
const surface: ShellSurface = {
  connect: () => {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage(shellChannels.connect, null, [port2]);
    window.postMessage(shellChannels.port, window.location.origin, [port1]);
  },
  onCommand: (listener) => {
    const forward = (_event: unknown, command: unknown): void => listener(command);
    ipcRenderer.on(shellChannels.command, forward);
    return () => {
      ipcRenderer.off(shellChannels.command, forward);
    };
  },
};

contextBridge.exposeInMainWorld("usherShell", surface);
