import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { loopbackSendgridKey, sendgridRefusal, startSendgridServer } from "#test/providers/sendgrid-server.ts";
import type { Rig, RigKind } from "./rig.ts";
import { rigOnServer } from "./server-rig.ts";

const openSendgrid = async (): Promise<Rig> => {
  const server = await startSendgridServer();
  const provider = createSendgridProvider({
    apiKey: loopbackSendgridKey,
    from: "Léa & Omar <hello@wedding.usher.test>",
    http: createNodeHttp(),
    clock: createSystemClock(),
    baseUrl: server.url,
  });
  const reset = String(Math.ceil(Date.now() / 1000) + 3);
  return rigOnServer({
    server,
    provider,
    doubts: "person",
    answers: {
      "rate-limited": { ...sendgridRefusal(429, "too many requests"), headers: { "x-ratelimit-reset": reset } },
      "refused-for-good": sendgridRefusal(400, "Does not contain a valid address.", "personalizations.0.to.0.email"),
      "credentials-refused": sendgridRefusal(401, "authorization required"),
    },
  });
};

export const mailRigKinds: readonly RigKind[] = [{ name: "sendgrid at a loopback server", open: openSendgrid }];
