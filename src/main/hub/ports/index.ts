export type { Clock } from "./clock.ts";
export type { Connectivity } from "./connectivity.ts";
export type { Http } from "./http.ts";
export type { Http2 } from "./http2.ts";
export type { Ids } from "./ids.ts";
export type { LogData, Logger } from "./logger.ts";
export type { Notifier } from "./notifier.ts";
export type { Random } from "./random.ts";
export type { Secrets } from "./secrets.ts";
