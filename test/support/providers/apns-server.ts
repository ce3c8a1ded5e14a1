import { generateKeyPairSync } from "node:crypto";
import type { Http2Session } from "node:http2";
import { startLoopbackHttp2Server, type Http2LoopbackOptions, type Http2LoopbackServer } from "./loopback-http2-server.ts";
import type { ReceivedCall, ServedAnswer } from "./loopback-server.ts";
import { verifiedToken } from "./signed-token.ts";

export interface ApnsAcceptance {
  readonly device: string;
  readonly collapseId: string;
  readonly apnsId: string;
  readonly expiration: number;
  readonly priority: string;
  readonly body: string;
}

export interface ApnsServer extends Http2LoopbackServer {
  /** What was really taken, oldest first, repeats too. */
  accepted(): readonly ApnsAcceptance[];
  /** What stands on the devices' screens: the newest of each device and collapse id. */
  shown(): readonly ApnsAcceptance[];
  /** From now on this device is answered so. */
  setDevice(device: string, reason: string): void;
  /** Provider tokens that were seen. */
  tokens(): ReadonlySet<string>;
}

export interface ApnsServerOptions extends Http2LoopbackOptions {
  readonly bundleId?: string;
  /** What the clock says here, milliseconds. */
  readonly now?: () => number;
  /** Refuses every key that is not made for this one of Apple's two worlds. */
  readonly refusesKey?: boolean;
}

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

export const loopbackApns = {
  key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  keyId: "KEY0123456",
  teamId: "TEAM012345",
  bundleId: "test.usher.wedding",
} as const;

/** Apple takes a provider token for an hour. */
const tokenSecondsMax = 3600;
/** Streams once a valid token was seen (providers.md 5.2: one long-lived session). */
const streamsThen = 100;

/** `POST /3/device/{token}` as providers.md section 5 tells: HTTP/2 only, one stream until the first valid token. */
export const startApnsServer = async (options: ApnsServerOptions = {}): Promise<ApnsServer> => {
  const { bundleId = loopbackApns.bundleId, now = () => Date.now(), refusesKey = false } = options;
  const accepted: ApnsAcceptance[] = [];
  const devices = new Map<string, string>([["0".repeat(64), "BadDeviceToken"]]);
  const tokens = new Set<string>();
  const trusted = new WeakSet<Http2Session>();
  const answer = (call: ReceivedCall, session: Http2Session): ServedAnswer => {
    const bearer = String(call.headers["authorization"] ?? "");
    tokens.add(bearer);
    const reason = doorOf(bearer, now()) ?? (refusesKey ? "BadEnvironmentKeyInToken" : undefined);
    if (reason !== undefined) return apnsRefusal(reason);
    if (!trusted.has(session)) session.settings({ maxConcurrentStreams: streamsThen });
    trusted.add(session);
    const device = /^\/3\/device\/([0-9a-f]+)$/u.exec(call.url.pathname)?.[1];
    if (device === undefined) return apnsRefusal("BadPath");
    const wrong = faultOf(call, bundleId) ?? devices.get(device);
    if (wrong !== undefined) return apnsRefusal(wrong, now());
    const apnsId = String(call.headers["apns-id"]);
    accepted.push({
      device,
      collapseId: String(call.headers["apns-collapse-id"] ?? ""),
      apnsId,
      expiration: Number(call.headers["apns-expiration"]),
      priority: String(call.headers["apns-priority"]),
      body: call.body,
    });
    return { status: 200, body: "", headers: { "apns-id": apnsId } };
  };
  const server = await startLoopbackHttp2Server(answer, { firstStreams: 1, ...options });
  return {
    ...server,
    accepted: () => accepted,
    shown: () => [...new Map(accepted.map((one) => [`${one.device}.${one.collapseId}`, one])).values()],
    setDevice: (device, reason) => void devices.set(device, reason),
    tokens: () => tokens,
  };
};

const statuses: Readonly<Record<string, number>> = {
  ExpiredProviderToken: 403,
  InvalidProviderToken: 403,
  MissingProviderToken: 403,
  BadEnvironmentKeyInToken: 403,
  BadPath: 404,
  MethodNotAllowed: 405,
  Unregistered: 410,
  ExpiredToken: 410,
  PayloadTooLarge: 413,
  TooManyRequests: 429,
  TooManyProviderTokenUpdates: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
  Shutdown: 503,
};

export const apnsRefusal = (reason: string, timestamp?: number): ServedAnswer => {
  const status = statuses[reason] ?? 400;
  return { status, body: { reason, ...(status === 410 ? { timestamp } : {}) } };
};

const doorOf = (authorization: string, now: number): string | undefined => {
  if (!authorization.startsWith("bearer ")) return "MissingProviderToken";
  const token = verifiedToken(authorization.slice(7), "ES256", publicKey);
  const { kid } = token?.header ?? {};
  const { iss, iat } = token?.claims ?? {};
  if (kid !== loopbackApns.keyId || iss !== loopbackApns.teamId || typeof iat !== "number") return "InvalidProviderToken";
  return Math.abs(now / 1000 - iat) > tokenSecondsMax ? "ExpiredProviderToken" : undefined;
};

const faultOf = ({ method, headers, body }: ReceivedCall, bundleId: string): string | undefined => {
  if (method !== "POST") return "MethodNotAllowed";
  if (headers["apns-topic"] === undefined) return "MissingTopic";
  if (headers["apns-topic"] !== bundleId) return "TopicDisallowed";
  if (headers["apns-push-type"] !== "alert") return "InvalidPushType";
  if (String(headers["apns-collapse-id"] ?? "").length > 64) return "BadCollapseId";
  if (!/^\d{1,12}$/u.test(String(headers["apns-expiration"]))) return "BadExpirationDate";
  if (!["1", "5", "10"].includes(String(headers["apns-priority"]))) return "BadPriority";
  const id = headers["apns-id"];
  if (id !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(String(id))) return "BadMessageId";
  if (body === "") return "PayloadEmpty";
  return Buffer.byteLength(body) > 4096 ? "PayloadTooLarge" : undefined;
};
