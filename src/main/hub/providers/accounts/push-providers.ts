import type { Exchanges } from "../exchanges.ts";
import type { Clock, Http, Http2 } from "#hub/ports/index.ts";
import { createApnsProvider } from "../apns/index.ts";
import type { Provider } from "../contract.ts";
import { createFcmProvider } from "../fcm/index.ts";

/** Second houses of the push services, for tests. */
export interface PushUrls {
  readonly fcmToken?: string;
  readonly apnsSandbox?: string;
}

export interface PushShared {
  readonly http: Http;
  readonly http2: Http2;
  readonly clock: Clock;
  readonly pushUrls?: PushUrls;
  readonly baseUrl?: string;
  readonly rate?: Provider["rate"];
  readonly timeoutMs?: number;
  readonly exchanges?: Exchanges | undefined;
}

/** The push provider of an account's values. */
export const buildPushProvider = (provider: "fcm" | "apns", value: (name: string) => string, shared: PushShared): Provider => {
  const { pushUrls = {}, ...rest } = shared;
  if (provider === "fcm") {
    const { fcmToken } = pushUrls;
    return createFcmProvider({
      ...rest,
      ...(fcmToken === undefined ? {} : { tokenUrl: fcmToken }),
      serviceAccount: value("serviceAccount"),
    });
  }
  const { apnsSandbox } = pushUrls;
  return createApnsProvider({
    ...rest,
    ...(apnsSandbox === undefined ? {} : { sandboxUrl: apnsSandbox }),
    key: value("key"),
    keyId: value("keyId"),
    teamId: value("teamId"),
    bundleId: value("bundleId"),
  });
};
