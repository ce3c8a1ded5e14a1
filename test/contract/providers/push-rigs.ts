import { createApnsProvider } from "#hub/providers/apns/index.ts";
import { createFcmProvider } from "#hub/providers/fcm/index.ts";
import { createNodeHttp2 } from "#hub/ports/system/node-http2.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { apnsRefusal, loopbackApns, startApnsServer } from "#test/providers/apns-server.ts";
import { fcmRefusal, loopbackServiceAccount, startFcmServer } from "#test/providers/fcm-server.ts";
import type { Rig, RigKind } from "./rig.ts";
import { rigOnServer } from "./server-rig.ts";

const openFcm = async (): Promise<Rig> => {
  const server = await startFcmServer();
  const provider = createFcmProvider({
    serviceAccount: loopbackServiceAccount,
    http: createNodeHttp(),
    clock: createSystemClock(),
    baseUrl: server.url,
    tokenUrl: server.tokenUrl,
  });
  return rigOnServer({
    server: { ...server, accepted: server.shown },
    provider,
    doubts: "key",
    push: "fcm",
    // The first refusal may only mean that the access token is old.
    refusals: 2,
    answers: {
      "rate-limited": { ...fcmRefusal(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), headers: { "retry-after": "3" } },
      "refused-for-good": fcmRefusal(404, "NOT_FOUND", "UNREGISTERED"),
      "credentials-refused": fcmRefusal(401, "UNAUTHENTICATED"),
    },
  });
};

const openApns = async (): Promise<Rig> => {
  const server = await startApnsServer();
  const provider = createApnsProvider({
    ...loopbackApns,
    http2: createNodeHttp2(),
    clock: createSystemClock(),
    baseUrl: server.url,
    sandboxUrl: server.url,
  });
  return rigOnServer({
    server: { ...server, accepted: server.shown },
    provider,
    doubts: "key",
    push: "apns",
    answers: {
      "rate-limited": { ...apnsRefusal("TooManyRequests"), headers: { "retry-after": "3" } },
      "refused-for-good": apnsRefusal("Unregistered", Date.now()),
      "credentials-refused": apnsRefusal("InvalidProviderToken"),
    },
  });
};

export const pushRigKinds: readonly RigKind[] = [
  { name: "fcm at a loopback server", open: openFcm },
  { name: "apns at a loopback server", open: openApns },
];
