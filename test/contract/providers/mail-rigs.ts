import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { createSmtpProvider } from "#hub/providers/smtp/index.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackSendgridKey, sendgridRefusal, startSendgridServer } from "#test/providers/sendgrid-server.ts";
import { loopbackSmtpPassword, loopbackSmtpUser, startSmtpServer, type SmtpFault } from "#test/providers/smtp-server.ts";
import type { Rig, RigKind, Trouble } from "./rig.ts";
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
    doubts: "look-up",
    provesAbsence: false,
    answers: {
      "rate-limited": { ...sendgridRefusal(429, "too many requests"), headers: { "x-ratelimit-reset": reset } },
      "refused-for-good": sendgridRefusal(400, "Does not contain a valid address.", "personalizations.0.to.0.email"),
      "credentials-refused": sendgridRefusal(401, "authorization required"),
    },
  });
};

const smtpFaults: Readonly<Record<Exclude<Trouble, "unreachable">, SmtpFault>> = {
  "rate-limited": { do: "answer", at: "sender", reply: "451 4.7.1 Rate limit exceeded" },
  "refused-for-good": { do: "answer", at: "recipient", reply: "550 5.1.1 User unknown" },
  "credentials-refused": { do: "answer", at: "login", reply: "535 5.7.8 Bad credentials" },
  "answer-lost": { do: "reset", at: "taken" },
  "request-lost": { do: "reset", at: "content" },
};

const openSmtp = async (): Promise<Rig> => {
  const server = await startSmtpServer();
  const provider = createSmtpProvider({
    host: "127.0.0.1",
    port: server.port,
    security: "plain",
    user: loopbackSmtpUser,
    password: loopbackSmtpPassword,
    from: "Léa & Omar <hello@wedding.usher.test>",
    clock: createSystemClock(),
  });
  return {
    provider,
    doubts: "person",
    arrange: async (name, trouble) => {
      if (trouble === "unreachable") await server.stop();
      else if (trouble !== undefined) server.failNext(smtpFaults[trouble]);
      return requestOf("email", name);
    },
    accepted: () => server.accepted().length,
    now: () => Date.now(),
    settled: (call) => call,
    underWay: () => server.reached("taken", server.countOf("taken") + 1),
    hangNext: () => server.failNext({ do: "hang", at: "taken" }),
    close: async () => {
      await provider.stop();
      await server.stop();
    },
  };
};

export const mailRigKinds: readonly RigKind[] = [
  { name: "sendgrid at a loopback server", open: openSendgrid },
  { name: "smtp at a loopback server", open: openSmtp },
];
