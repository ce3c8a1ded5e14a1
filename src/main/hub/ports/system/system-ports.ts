import type { Clock, Connectivity, Http, Http2, Ids, Logger, Notifier, Random, Secrets } from "../index.ts";
import { createEnvironmentSecrets } from "./environment-secrets.ts";
import { createInterfaceConnectivity } from "./interface-connectivity.ts";
import { createNodeHttp } from "./node-http.ts";
import { createNodeHttp2 } from "./node-http2.ts";
import { createSessionSecrets } from "./session-secrets.ts";
import { createSilentNotifier } from "./silent-notifier.ts";
import { createStructuredLogger } from "./structured-logger.ts";
import type { LineSink } from "./structured-logger.ts";
import { createSystemClock } from "./system-clock.ts";
import { createSystemIds } from "./system-ids.ts";
import { createSystemRandom } from "./system-random.ts";

export interface SystemPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
  readonly http: Http;
  readonly http2: Http2;
  readonly secrets: Secrets;
  readonly connectivity: Connectivity;
  readonly notifier: Notifier;
}

/** Every port as plain Node offers it. Faces replace what they can do better: the shell its secrets, power and notifications. */
export const createSystemPorts = (sink: LineSink, environment: Readonly<Record<string, string | undefined>>): SystemPorts => ({
  clock: createSystemClock(),
  ids: createSystemIds(),
  random: createSystemRandom(),
  logger: createStructuredLogger(sink),
  http: createNodeHttp(),
  http2: createNodeHttp2(),
  secrets: Object.keys(environment).some((name) => name.startsWith("USHER_SECRET_"))
    ? createEnvironmentSecrets(environment)
    : createSessionSecrets(),
  connectivity: createInterfaceConnectivity(),
  notifier: createSilentNotifier(),
});
