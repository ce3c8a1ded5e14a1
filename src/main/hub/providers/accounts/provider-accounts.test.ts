import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectableProviderSchema, type ProviderAccount } from "#shared/api/settings.ts";
import { createNodeHttp, createNodeHttp2, createSessionSecrets, createSystemClock } from "#hub/ports/system/index.ts";
import type { Secrets } from "#hub/ports/index.ts";
import { memorySettings, plainLogger } from "#test/providers/account-places.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";
import { loopbackSendgridKey, startSendgridServer, type SendgridServer } from "#test/providers/sendgrid-server.ts";
import { loopbackSmtpPassword, loopbackSmtpUser, startSmtpServer } from "#test/providers/smtp-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer, type TwilioServer } from "#test/providers/twilio-server.ts";
import { createProviderAccounts, type ProviderAccounts } from "./index.ts";

const resendValues = { apiKey: loopbackResendKey, from: "Léa & Omar <hello@wedding.usher.test>" };
const sendgridValues = { apiKey: loopbackSendgridKey, from: "Léa & Omar <hello@wedding.usher.test>" };
const smtpValues = {
  host: "smtp.x.test",
  user: loopbackSmtpUser,
  password: loopbackSmtpPassword,
  from: "Léa & Omar <hello@wedding.usher.test>",
};
const twilioValues = { accountSid: loopbackTwilioSid, authToken: loopbackTwilioToken, from: "+15005550100" };

let resend: ResendServer;
let sendgrid: SendgridServer;
let twilio: TwilioServer;
let settings: ReturnType<typeof memorySettings>;
let secrets: Secrets;
let log: string[];
let opened: ProviderAccounts[];

const open = async (): Promise<ProviderAccounts> => {
  const accounts = createProviderAccounts({
    settings,
    secrets,
    http: createNodeHttp(),
    http2: createNodeHttp2(),
    clock: createSystemClock(),
    random: { next: () => 0.5 },
    logger: plainLogger(log),
    baseUrls: { resend: resend.url, sendgrid: sendgrid.url, twilio: twilio.url },
    practice: { speed: Number.POSITIVE_INFINITY },
  });
  opened.push(accounts);
  await accounts.start();
  return accounts;
};

const viewOf = async (accounts: ProviderAccounts): Promise<ProviderAccount[]> => {
  const frames = accounts.providers();
  const { value } = await frames.next();
  await frames.return();
  return value ?? [];
};

const fieldOf = (views: readonly ProviderAccount[], provider: string, name: string): string | undefined =>
  views.find((view) => view.provider === provider)?.fields.find((field) => field.name === name)?.value;

beforeEach(async () => {
  [resend, sendgrid, twilio] = await Promise.all([startResendServer(), startSendgridServer(), startTwilioServer()]);
  settings = memorySettings();
  secrets = createSessionSecrets();
  log = [];
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((accounts) => accounts.stop()));
  await Promise.all([resend.stop(), sendgrid.stop(), twilio.stop()]);
});

describe("provider accounts", () => {
  it("gives practice weddings practice providers and real weddings connected ones only", async () => {
    const accounts = await open();
    const idsFor = (practice: boolean) =>
      (["email", "sms", "push"] as const).map((channel) => accounts.providersFor(channel, practice).map(({ id }) => id));
    expect(idsFor(true)).toEqual([["practice-email"], ["practice-sms"], ["practice-push"]]);
    expect(idsFor(false)).toEqual([[], [], []]);
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    expect(idsFor(true)).toEqual([["practice-email"], ["practice-sms"], ["practice-push"]]);
    expect(idsFor(false)).toEqual([["resend"], ["twilio"], []]);
  });

  it("sends with what was saved, also after a restart", async () => {
    await (await open()).saveProvider({ provider: "resend", values: resendValues });
    const accounts = await open();
    const [provider] = accounts.providersFor("email", false);
    expect(await provider?.send(requestOf("email", "lea"), new AbortController().signal)).toMatchObject({ kind: "accepted" });
    expect(resend.accepted()).toHaveLength(1);
    expect(accounts.lanes.of("email", false)).toMatchObject({ provider: "resend", perSecond: 2, from: resendValues.from, replyTo: "" });
    expect(accounts.lanes.of("sms", false)).toBeUndefined();
  });

  it("offers several providers of one channel in a fixed order, and speaks for the first", async () => {
    const accounts = await open();
    await accounts.saveProvider({
      provider: "sendgrid",
      values: { ...sendgridValues, replyTo: "planner@wedding.usher.test", region: "EU" },
    });
    expect(accounts.lanes.of("email", false)).toMatchObject({ provider: "sendgrid", replyTo: "planner@wedding.usher.test" });
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    expect(accounts.providersFor("email", false).map(({ id }) => id)).toEqual(["resend", "sendgrid"]);
    expect(accounts.lanes.of("email", false)).toMatchObject({ provider: "resend", from: resendValues.from });
    expect(await accounts.testProvider({ provider: "sendgrid" })).toMatchObject({ ok: true });
  });

  it("sends through a mail server of one's own, and keeps its password to itself", async () => {
    const server = await startSmtpServer();
    const accounts = await open();
    await accounts.saveProvider({ provider: "smtp", values: { ...smtpValues, host: "127.0.0.1", port: String(server.port) } });
    expect(await accounts.testProvider({ provider: "smtp" })).toMatchObject({ ok: true });
    const outcome = await accounts.providersFor("email", false)[0]?.send(requestOf("email", "lea"), new AbortController().signal);
    expect(outcome).toMatchObject({ kind: "accepted" });
    expect(server.accepted().map(({ to }) => to)).toEqual([["lea@guests.usher.test"]]);
    await accounts.saveProvider({ provider: "smtp", values: { password: "wrong-password-0123" } });
    expect(await accounts.testProvider({ provider: "smtp" })).toMatchObject({ ok: false, problem: { code: "smtp-login-refused" } });
    const seen = JSON.stringify([await viewOf(accounts), [...settings.rows.values()], log, outcome]);
    for (const secret of [loopbackSmtpPassword, "wrong-password-0123"]) expect(seen).not.toContain(secret);
    expect(fieldOf(await viewOf(accounts), "smtp", "password")).toBe("••••0123");
    await accounts.stop();
    await server.stop();
  });

  it("never shows, logs or stores a key outside of the key store", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    await accounts.saveProvider({ provider: "sendgrid", values: sendgridValues });
    await accounts.testProvider({ provider: "resend" });
    await accounts.testProvider({ provider: "sendgrid" });
    await accounts.testProvider({ provider: "twilio" });
    await accounts.saveProvider({ provider: "twilio", values: { authToken: "wrong-token-but-long-enough" } });
    await accounts.testProvider({ provider: "twilio" });
    const views = await viewOf(accounts);
    expect(fieldOf(views, "resend", "apiKey")).toBe("••••6789");
    const seen = JSON.stringify([views, [...settings.rows.values()], log]);
    expect(log.length).toBeGreaterThan(0);
    for (const secret of [loopbackResendKey, loopbackSendgridKey, loopbackTwilioToken, "wrong-token-but-long-enough"])
      expect(seen).not.toContain(secret);
    expect(await secrets.get("resend.apiKey")).toBe(loopbackResendKey);
  });

  it("keeps fields that are left out, and keys that come back masked or empty", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: { ...resendValues, replyTo: "planner@wedding.usher.test" } });
    for (const apiKey of ["••••6789", "", "  "])
      await accounts.saveProvider({ provider: "resend", values: { apiKey, from: "other@wedding.usher.test" } });
    expect(await secrets.get("resend.apiKey")).toBe(loopbackResendKey);
    const views = await viewOf(accounts);
    expect(fieldOf(views, "resend", "from")).toBe("other@wedding.usher.test");
    expect(fieldOf(views, "resend", "replyTo")).toBe("planner@wedding.usher.test");
    await accounts.saveProvider({ provider: "resend", values: { replyTo: "" } });
    expect(fieldOf(await viewOf(accounts), "resend", "replyTo")).toBe("");
  });

  it.each<[string, "resend" | "sendgrid" | "smtp" | "twilio", Record<string, string>, string]>([
    ["a missing key", "resend", { from: "a@x.test" }, "provider-field-missing"],
    ["an unknown field", "resend", { ...resendValues, password: "x" }, "unknown-provider-field"],
    ["a field called like a property", "resend", { ...resendValues, constructor: "x" }, "unknown-provider-field"],
    ["a key of another service", "resend", { ...resendValues, apiKey: "sk_live_0123456789" }, "provider-field-invalid"],
    ["a line end in the key", "resend", { ...resendValues, apiKey: "re_0123456789\nX: y" }, "provider-field-invalid"],
    ["a line end in the sender", "resend", { ...resendValues, from: "Léa\r\nBcc: x <a@x.test>" }, "provider-field-invalid"],
    ["two senders", "resend", { ...resendValues, from: "a@x.test, b@x.test" }, "provider-field-invalid"],
    ["a sender without a domain", "resend", { ...resendValues, from: "Léa" }, "provider-field-invalid"],
    ["Resend's key for SendGrid", "sendgrid", { ...sendgridValues, apiKey: loopbackResendKey }, "provider-field-invalid"],
    ["a server's name with its port", "smtp", { ...smtpValues, host: "smtp.x.test:587" }, "provider-field-invalid"],
    ["a port that there is not", "smtp", { ...smtpValues, port: "70000" }, "provider-field-invalid"],
    ["no encryption", "smtp", { ...smtpValues, encryption: "none" }, "provider-field-invalid"],
    ["a line end in the password", "smtp", { ...smtpValues, password: "abc\r\nRCPT TO:<x@y.test>" }, "provider-field-invalid"],
    ["a line end in the user name", "smtp", { ...smtpValues, user: "a\nb" }, "provider-field-invalid"],
    ["a region that there is not", "sendgrid", { ...sendgridValues, region: "moon" }, "provider-field-invalid"],
    ["a short Account SID", "twilio", { ...twilioValues, accountSid: "AC123" }, "provider-field-invalid"],
    ["a path in the Account SID", "twilio", { ...twilioValues, accountSid: `AC${"../".repeat(10)}ab` }, "provider-field-invalid"],
    ["a sender name that is too long", "twilio", { ...twilioValues, from: "Lea and Omar forever" }, "provider-field-invalid"],
    ["reports over http", "twilio", { ...twilioValues, statusCallbackBase: "http://x.test/" }, "provider-field-invalid"],
    ["a host with an underscore", "twilio", { ...twilioValues, statusCallbackBase: "https://a_b.x.test/" }, "provider-field-invalid"],
  ])("refuses %s and changes nothing", async (_, provider, values, code) => {
    const accounts = await open();
    await expect(accounts.saveProvider({ provider, values })).rejects.toMatchObject({ problem: { code } });
    expect(settings.rows.size).toBe(0);
    expect(accounts.providersFor(provider === "twilio" ? "sms" : "email", false)).toEqual([]);
  });

  it.each([["+15005550100"], ["12345"], ["LeaOmar"], ["Lea Omar"], [`MG${"a1".repeat(16)}`]])(
    "takes %s as a sender of texts",
    async (from) => {
      const accounts = await open();
      await accounts.saveProvider({ provider: "twilio", values: { ...twilioValues, from } });
      expect(accounts.providersFor("sms", false)).toHaveLength(1);
    },
  );

  it("wakes paused lanes on a save, a removal and a good test, but not on a bad one", async () => {
    const accounts = await open();
    const changed: string[] = [];
    accounts.onChange((provider) => changed.push(provider));
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.testProvider({ provider: "resend" });
    expect(changed).toEqual(["resend", "resend"]);
    resend.failNext({ do: "answer", status: 403, body: { statusCode: 403, name: "invalid_api_key", message: "" } });
    expect(await accounts.testProvider({ provider: "resend" })).toMatchObject({ ok: false, problem: { code: "resend-invalid-api-key" } });
    expect(changed).toHaveLength(2);
    await accounts.removeProvider({ provider: "resend" });
    expect(changed).toHaveLength(3);
  });

  it("remembers the last test until the account changes", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    twilio.failNext({ do: "answer", status: 401, body: { code: 20003, message: "", status: 401 } });
    await accounts.testProvider({ provider: "twilio" });
    const testOf = async (one: ProviderAccounts) => (await viewOf(one)).find(({ provider }) => provider === "twilio")?.lastTest;
    expect(await testOf(await open())).toMatchObject({ ok: false, problem: { code: "twilio-20003" } });
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    expect(await testOf(accounts)).toBeNull();
  });

  it("knows what a text costs: nothing in practice, a dated figure for the US, and no invented ones", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    expect(accounts.lanes.of("sms", true)?.priceOf("US", 2)).toEqual({ amountMicros: 0, currency: "USD" });
    expect(accounts.lanes.of("sms", false)?.priceOf("us", 2)).toEqual({ amountMicros: 16_600, currency: "USD" });
    for (const country of ["DE", "", "constructor", null]) expect(accounts.lanes.of("sms", false)?.priceOf(country, 1)).toBeNull();
  });

  it("removes an account with its keys; testing it is refused then", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.removeProvider({ provider: "resend" });
    expect(await secrets.get("resend.apiKey")).toBeUndefined();
    expect(settings.rows.size).toBe(0);
    expect(accounts.providersFor("email", false)).toEqual([]);
    await expect(accounts.testProvider({ provider: "resend" })).rejects.toMatchObject({ problem: { code: "provider-not-connected" } });
  });

  it("lets calls of a replaced account end by themselves", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    const [before] = accounts.providersFor("sms", false);
    const request = requestOf("sms", "lea", { expiresAt: Date.now() + 3_600_000 });
    const sending = before?.send(request, new AbortController().signal);
    await accounts.saveProvider({ provider: "twilio", values: { from: "LeaOmar" } });
    expect(accounts.providersFor("sms", false)[0]).not.toBe(before);
    expect(await sending).toMatchObject({ kind: "accepted" });
  });

  it("trusts no key and no list for what another account sent", async () => {
    const hour = 3_600_000;
    const accounts = await open();
    const startedAt = Date.now();
    const trustMs = () => (accounts.providersFor("email", false)[0]?.keyLifeMs ?? 0) - hour;
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    // The planner used this account yesterday.
    for (const setting of settings.rows.values())
      settings.rows.set(setting.id, { ...setting, value: { ...setting.value, since: startedAt - 24 * hour } });
    await accounts.start();
    expect(trustMs()).toBe(23 * hour);
    const request = requestOf("sms", "lea");
    const look = async () =>
      accounts.providersFor("sms", false)[0]?.lookUp?.({ request, startedAt: startedAt - hour }, new AbortController().signal);
    expect(await look()).toEqual({ kind: "not-found" });
    await accounts.saveProvider({ provider: "resend", values: { from: "other@wedding.usher.test" } });
    expect(trustMs()).toBe(23 * hour);

    await accounts.saveProvider({ provider: "resend", values: { apiKey: "re_another_team_0123" } });
    await accounts.saveProvider({ provider: "twilio", values: { accountSid: `AC${"f".repeat(32)}` } });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(trustMs());
    expect(await look()).toEqual({ kind: "cannot-tell", code: "account-changed" });
  });

  it("tells its readers at once and when something changed", async () => {
    const accounts = await open();
    const frames = accounts.providers();
    const first = (await frames.next()).value ?? [];
    expect(first.map(({ provider }) => provider).toSorted()).toEqual(connectableProviderSchema.options.toSorted());
    expect(first.filter(({ connected }) => connected)).toEqual([]);
    const next = frames.next();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    const changed: ProviderAccount[] = (await next).value ?? [];
    expect(changed.filter(({ connected }) => connected).map(({ provider }) => provider)).toEqual(["resend"]);
    await frames.return();
  });

  it("is not connected when the key did not survive the last exit", async () => {
    await (await open()).saveProvider({ provider: "resend", values: resendValues });
    secrets = createSessionSecrets();
    const accounts = await open();
    expect(accounts.providersFor("email", false)).toEqual([]);
    expect((await viewOf(accounts))[0]).toMatchObject({ provider: "resend", connected: false });
    const sinceOf = () => settings.rows.get("provider.resend")?.value["since"];
    const since = sinceOf();
    await accounts.saveProvider({ provider: "resend", values: { apiKey: loopbackResendKey } });
    expect(accounts.providersFor("email", false)).toHaveLength(1);
    expect(sinceOf()).toBe(since);
  });
});
