import { networkInterfaces } from "node:os";
import type { Connectivity } from "../connectivity.ts";

type Listener = Parameters<Connectivity["subscribe"]>[0];
type Interfaces = ReturnType<typeof networkInterfaces>;

export interface InterfaceConnectivity extends Connectivity {
  stop(): void;
}

/** A cable pulled or a Wi-Fi joined is noticed within this time; reading the list costs well under a millisecond. */
const pollMs = 5_000;

/**
 * A hint from the computer's own network interfaces: online when one that leaves the computer has an address.
 * It cannot see sleep; the shell adds that.
 */
export const createInterfaceConnectivity = (read: () => Interfaces = networkInterfaces): InterfaceConnectivity => {
  const listeners = new Set<Listener>();
  let online = hasOutsideAddress(read());
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = (): void => {
    const now = hasOutsideAddress(read());
    if (now === online) return;
    online = now;
    for (const listener of listeners) listener(online ? "online" : "offline");
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    online: () => hasOutsideAddress(read()),
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(look, pollMs).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    stop,
  };
};

const hasOutsideAddress = (interfaces: Interfaces): boolean =>
  Object.values(interfaces).some((addresses) => addresses?.some((address) => !address.internal) ?? false);
