export type {
  Claims,
  Dispatcher,
  DispatcherDeps,
  GateFacts,
  GateView,
  HeldDecision,
  LaneCondition,
  LaneState,
  ProviderSource,
  QuotaState,
  Render,
  Rendered,
  Waiting,
} from "./dispatcher.ts";
export { defaultDispatchLimits, type DispatchLimits } from "./limits.ts";
export { createDispatcher } from "./create-dispatcher.ts";
export { slowDownCode } from "./lanes.ts";
export { createClockTrust, type ClockTrust } from "./clock-trust.ts";
export { soloClaims } from "./solo-claims.ts";
export { createHeldDecisions, type HeldDecisions } from "./held-decisions.ts";
