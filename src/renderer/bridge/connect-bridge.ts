import type { ShellSurface } from "#shared/shell-command.ts";
import type { Bridge } from "./bridge.ts";
import { connectShell } from "./connect-shell.ts";
import { connectStation } from "./connect-station.ts";

declare global {
  interface Window {
    /** Put there by the preload; absent in a browser. */
    readonly usherShell?: ShellSurface;
  }
}

/** Opens the way to the hub: through the desktop shell where there is one, else to the station that served this page. */
export const connectBridge = (): Promise<Bridge> =>
  window.usherShell === undefined ? connectStation() : Promise.resolve(connectShell(window.usherShell));
