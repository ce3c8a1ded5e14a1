import { generateKeyPairSync } from "node:crypto";
import { startLoopbackServer, type LoopbackOptions, type LoopbackServer, type ReceivedCall, type ServedAnswer } from "./loopback-server.ts";
import { verifiedToken } from "./signed-token.ts";

export interface FcmAcceptance {
  readonly name: string;
  readonly token: string;
  readonly tag: string;
  readonly ttl: string;
  readonly message: FcmMessage;
}

export interface FcmServer extends LoopbackServer {
  /** Google's other house, where access tokens come from. */
  readonly tokens: LoopbackServer;
  readonly tokenUrl: string;
  /** What was really taken, oldest first, repeats too. */
  accepted(): readonly FcmAcceptance[];
  /** What stands on the devices' screens: the newest of each device and tag. */
  shown(): readonly FcmAcceptance[];
  /** From now on this device is answered so. */
  setDevice(token: string, answer: ServedAnswer): void;
  /** No access token given out so far is taken any more. */
  revoke(): void;
}

export interface FcmServerOptions extends LoopbackOptions {
  /** Life of an access token, seconds. */
  readonly tokenSeconds?: number;
  /** What the clock says here, milliseconds. */
  readonly now?: () => number;
}

interface FcmMessage {
  readonly token?: string;
  readonly topic?: string;
  readonly notification?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly android?: { readonly ttl?: string; readonly collapse_key?: string; readonly notification?: { readonly tag?: string } };
  readonly apns?: { readonly headers?: Readonly<Record<string, string>> };
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const projectId = "usher-loopback";
const clientEmail = `push@${projectId}.iam.gserviceaccount.test`;
const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();

/** The file that Firebase would give out. */
export const loopbackServiceAccount = JSON.stringify({
  type: "service_account",
  project_id: projectId,
  private_key_id: "0123456789abcdef",
  private_key: pem,
  client_email: clientEmail,
  token_uri: "https://oauth2.googleapis.com/token",
});

/** Part of the key that must never be seen anywhere. */
export const loopbackFcmKeyPart = pem.split("\n")[3] ?? "";

/** FCM's `messages:send` and Google's token endpoint as providers.md section 4 tells. */
export const startFcmServer = async (options: FcmServerOptions = {}): Promise<FcmServer> => {
  const { tokenSeconds = 3599, now = () => Date.now(), ...loopback } = options;
  const accepted: FcmAcceptance[] = [];
  const devices = new Map<string, ServedAnswer>();
  const valid = new Set<string>();
  let minted = 0;
  let tokenUrl = "";
  const tokenAnswer = ({ body }: ReceivedCall): ServedAnswer => {
    const wrong = assertionFault(new URLSearchParams(body), tokenUrl, now());
    if (wrong !== undefined) return { status: 400, body: { error: "invalid_grant", error_description: wrong } };
    const token = `ya29.loopback-${(minted += 1)}`;
    valid.add(token);
    return { status: 200, body: { access_token: token, expires_in: tokenSeconds, token_type: "Bearer" } };
  };
  const answer = (call: ReceivedCall): ServedAnswer => {
    if (call.url.pathname !== `/v1/projects/${projectId}/messages:send` || call.method !== "POST") return fcmRefusal(404, "NOT_FOUND");
    if (!valid.has(String(call.headers["authorization"] ?? "").replace("Bearer ", ""))) return fcmRefusal(401, "UNAUTHENTICATED");
    const { message = {}, validate_only: isTest } = JSON.parse(call.body) as { message?: FcmMessage; validate_only?: boolean };
    const wrong = faultOf(message) ?? devices.get(message.token ?? "");
    if (wrong !== undefined) return wrong;
    const name = `projects/${projectId}/messages/0:${String(accepted.length).padStart(16, "0")}%31bd1c96`;
    if (isTest === true) return { status: 200, body: { name: `projects/${projectId}/messages/fake_message_id` } };
    const { token = "", android } = message;
    accepted.push({ name, token, tag: android?.notification?.tag ?? "", ttl: android?.ttl ?? "", message });
    return { status: 200, body: { name } };
  };
  const tokens = await startLoopbackServer(tokenAnswer);
  tokenUrl = `${tokens.url}/token`;
  const server = await startLoopbackServer(answer, loopback);
  return {
    ...server,
    tokens,
    tokenUrl,
    accepted: () => accepted,
    shown: () => [...new Map(accepted.map((one) => [`${one.token}.${one.tag}`, one])).values()],
    setDevice: (token, given) => void devices.set(token, given),
    revoke: () => valid.clear(),
    stop: async () => {
      await Promise.all([server.stop(), tokens.stop()]);
    },
  };
};

/** Google's error body; `fcmCode` when FCM itself says something. */
export const fcmRefusal = (status: number, name: string, fcmCode?: string, message = `refused: ${name}`): ServedAnswer => ({
  status,
  body: {
    error: {
      code: status,
      message,
      status: name,
      ...(fcmCode === undefined
        ? {}
        : { details: [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: fcmCode }] }),
    },
  },
});

const assertionFault = (form: URLSearchParams, tokenUrl: string, now: number): string | undefined => {
  if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return "grant type";
  const claims = verifiedToken(form.get("assertion") ?? "", "RS256", publicKey)?.claims;
  if (claims === undefined) return "Invalid JWT Signature.";
  const { iss, aud, scope, iat, exp } = claims;
  if (iss !== clientEmail || aud !== tokenUrl || scope !== "https://www.googleapis.com/auth/firebase.messaging") return "claims";
  const isTimely = typeof iat === "number" && typeof exp === "number" && exp - iat <= 3600 && Math.abs(now / 1000 - iat) < 300;
  return isTimely ? undefined : "Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
};

const faultOf = ({ token, topic, notification, data = {}, android }: FcmMessage): ServedAnswer | undefined => {
  if ((token === undefined) === (topic === undefined)) return fcmRefusal(400, "INVALID_ARGUMENT");
  if (token !== undefined && !/^[A-Za-z0-9_:-]{16,}$/u.test(token))
    return fcmRefusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token");
  const reserved = Object.entries(data).some(
    ([key, value]) => typeof value !== "string" || /^(?:from$|message_type$|google\.|gcm\.)/u.test(key),
  );
  if (reserved || (android?.ttl !== undefined && !/^\d+s$/u.test(android.ttl))) return fcmRefusal(400, "INVALID_ARGUMENT");
  return Buffer.byteLength(JSON.stringify([notification, data])) > 4096 ? fcmRefusal(400, "INVALID_ARGUMENT") : undefined;
};
