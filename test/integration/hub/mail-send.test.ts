import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Run } from "#shared/api/campaigns.ts";
import { followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";
import { loopbackSendgridKey, sendgridRefusal, startSendgridServer, type SendgridServer } from "#test/providers/sendgrid-server.ts";
import { loopbackSmtpPassword, loopbackSmtpUser, startSmtpServer, type SmtpTestServer } from "#test/providers/smtp-server.ts";

const guests = 12;
const from = "Léa & Omar <hello@wedding.usher.test>";
const lanes = { perSecond: 100, burst: 100, concurrency: 4 };

let opened: OpenedHub;
let sendgrid: SendgridServer;
let smtp: SmtpTestServer;
let weddingId: string;

beforeEach(async () => {
  [sendgrid, smtp] = await Promise.all([startSendgridServer(), startSmtpServer()]);
  opened = await openHub({
    limits: { quietHours: null },
    providerOptions: { baseUrls: { sendgrid: sendgrid.url }, rates: { sendgrid: lanes, smtp: lanes }, callTimeoutMs: 4_000 },
  });
  const { client } = opened;
  const wedding = await client.weddings.create({
    name: "Léa & Omar",
    date: "2031-06-21",
    zone: "Europe/Paris",
    venueName: "Mas des Oliviers",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  weddingId = wedding.id;
  for (let n = 0; n < guests; n += 1) {
    const guest = { givenName: `Guest${n}`, familyName: "Test", householdId: null, email: `g${n}@guests.usher.test`, phone: "" };
    await client.guests.add({ weddingId, ...guest });
  }
});
afterEach(async () => {
  await opened.close();
  await Promise.all([sendgrid.stop(), smtp.stop()]);
});

const connectSendgrid = (): Promise<unknown> =>
  opened.client.settings.saveProvider({ provider: "sendgrid", values: { apiKey: loopbackSendgridKey, from } });
const connectSmtp = (): Promise<unknown> =>
  opened.client.settings.saveProvider({
    provider: "smtp",
    values: { host: "127.0.0.1", port: String(smtp.port), user: loopbackSmtpUser, password: loopbackSmtpPassword, from },
  });
const send = async (until?: (run: Run) => boolean): Promise<Run["tally"] | undefined> => {
  const { campaignId } = await sendToEveryone(opened.client, weddingId);
  return (await followRun(opened.client, campaignId, until)).at(-1)?.tally;
};
const taken = (): readonly string[] =>
  [...sendgrid.accepted().map(({ to }) => to), ...smtp.accepted().map(({ to }) => to[0] ?? "")].toSorted();
const everybody = Array.from({ length: guests }, (_, n) => `g${n}@guests.usher.test`).toSorted();

describe("a real wedding", { timeout: 60_000 }, () => {
  it("reaches everybody once through SendGrid", async () => {
    await connectSendgrid();
    expect(await send()).toMatchObject({ accepted: guests, waiting: 0 });
    expect(taken()).toEqual(everybody);
    expect(new Set(sendgrid.accepted().map(({ customArgs }) => customArgs["usher_message_id"])).size).toBe(guests);
  });

  it("reaches everybody once through a mail server, with few logins", async () => {
    await connectSmtp();
    expect(await send()).toMatchObject({ accepted: guests, waiting: 0 });
    expect(taken()).toEqual(everybody);
    expect(smtp.accepted().every(({ messageId }) => /^<usher\.m[0-9a-f]{32}@wedding\.usher\.test>$/u.test(messageId))).toBe(true);
    expect(smtp.logins()).toBeLessThanOrEqual(lanes.concurrency);
  });

  it("goes on through the mail server when SendGrid's credits are used up, and nobody gets it twice", async () => {
    await connectSendgrid();
    await connectSmtp();
    for (let n = 0; n < guests; n += 1) sendgrid.failNext({ do: "answer", ...sendgridRefusal(401, "Maximum credits exceeded") });
    expect(await send((run) => run.tally.accepted === guests)).toMatchObject({ accepted: guests });
    expect(taken()).toEqual(everybody);
    expect(smtp.accepted()).toHaveLength(guests);
  });

  it("never tries a lost answer again elsewhere: who may have it does not get it twice", async () => {
    await connectSendgrid();
    await connectSmtp();
    sendgrid.failNext(
      { do: "reset-after-request", after: "accepting" },
      { do: "hang-in-body" },
      { do: "reset-after-request", after: "reading" },
    );
    await send((run) => run.tally.accepted >= guests - 2 && run.tally.sending === 0);
    const missing = everybody.filter((address) => !taken().includes(address));
    expect(missing).toHaveLength(1);
    expect(new Set(taken()).size).toBe(taken().length);
    expect(smtp.accepted()).toHaveLength(0);
  });
});
