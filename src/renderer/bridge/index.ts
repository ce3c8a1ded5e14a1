export type { Bridge, BridgeState, Watchable } from "./bridge.ts";
export { connectBridge } from "./connect-bridge.ts";
export { NotConnectedError } from "./waiting-link.ts";
