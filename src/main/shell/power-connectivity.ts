import { powerMonitor } from "electron";
import type { Connectivity } from "#hub/ports/index.ts";

/** Adds sleep and wake to what the network interfaces tell. Use after `ready`. */
export const withPowerEvents = (network: Connectivity): Connectivity => ({
  online: () => network.online(),
  subscribe: (listener) => {
    const onSuspend = (): void => listener("suspend");
    const onResume = (): void => listener("resume");
    powerMonitor.on("suspend", onSuspend);
    powerMonitor.on("resume", onResume);
    const unsubscribe = network.subscribe(listener);
    return () => {
      powerMonitor.off("suspend", onSuspend);
      powerMonitor.off("resume", onResume);
      unsubscribe();
    };
  },
});
