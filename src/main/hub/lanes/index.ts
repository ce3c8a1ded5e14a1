export { createLaneAlarms, type LaneAlarms } from "./alarms.ts";
export { createLaneDetails, type LaneDetails } from "./lane-details.ts";
export { createLaneProbes, type LaneProbes } from "./probes.ts";
export { createLaneQueues, type LaneQueues } from "./queues.ts";
export { createOutlook, type Outlook, type PlannedOutlook } from "./outlook.ts";
