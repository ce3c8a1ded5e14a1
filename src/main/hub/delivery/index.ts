export { createKeptBlocks } from "./kept-blocks.ts";
export { createPolling, type Polling } from "./polling.ts";
export { followSuppressions, type SuppressionFollower } from "./suppressions.ts";
export { createDeliveries, type Deliveries, type DeliveriesDeps } from "./deliveries.ts";
export { openExchangeStore, type ExchangeStore } from "./exchange-store.ts";
export { createProjection, type Projection } from "./projection.ts";
export { createRuns, type Runs } from "./runs.ts";
export { createSuppressionList, type SuppressionList } from "./suppression-list.ts";
export { createStoreSink } from "./store-sink.ts";
export { createTallies, type Tallies } from "./tallies.ts";
export { createMetrics, type Metrics } from "./metrics/metrics.ts";
export {
  forecast,
  leftAt,
  slowest,
  sustainedPerSecond,
  type Delay,
  type Forecast,
  type LaneOutlook,
  type WaitingPart,
} from "./forecast.ts";
export { createServiceRate, type ServiceRate } from "./service-rate.ts";
export { delayWords } from "./words.ts";
