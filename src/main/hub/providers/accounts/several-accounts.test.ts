import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountId, ProviderAccount } from "#shared/api/settings.ts";
import {
  createEnvironmentSecrets,
  createNodeHttp,
  createNodeHttp2,
  createSessionSecrets,
  createSystemClock,
} from "#hub/ports/system/index.ts";
import type { Secrets } from "#hub/ports/index.ts";
import { memorySettings, plainLogger } from "#test/providers/account-places.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer, type TwilioServer } from "#test/providers/twilio-server.ts";
import { createProviderAccounts, type ProviderAccounts } from "./index.ts";

const resendValues = { apiKey: loopbackResendKey, from: "Léa & Omar <hello@wedding.usher.test>" };
const studioKey = "re_studio_0123456789";
const twilioValues = { accountSid: loopbackTwilioSid, authToken: loopbackTwilioToken, from: "+15005550100" };
const never = new AbortController().signal;

let resend: ResendServer;
let twilio: TwilioServer;
let settings: ReturnType<typeof memorySettings>;
let secrets: Secrets;
let log: string[];
let opened: ProviderAccounts[];

const open = async (now = Date.now): Promise<ProviderAccounts> => {
  const accounts = createProviderAccounts({
    settings,
    secrets,
    http: createNodeHttp(),
    http2: createNodeHttp2(),
    clock: { ...createSystemClock(), now },
    random: { next: () => 0.5 },
    logger: plainLogger(log),
    baseUrls: { resend: resend.url, twilio: twilio.url },
  });
  opened.push(accounts);
  await accounts.start();
  return accounts;
};

const viewsOf = async (accounts: ProviderAccounts): Promise<ProviderAccount[]> => {
  const frames = accounts.providers();
  const { value } = await frames.next();
  await frames.return();
  return value ?? [];
};
const viewOf = async (accounts: ProviderAccounts, id: AccountId) => (await viewsOf(accounts)).find(({ provider }) => provider === id);
const idsOf = (accounts: ProviderAccounts, channel: "email" | "sms" = "email") => accounts.providersFor(channel, false).map(({ id }) => id);

beforeEach(async () => {
  [resend, twilio] = await Promise.all([startResendServer(), startTwilioServer()]);
  settings = memorySettings();
  secrets = createSessionSecrets();
  log = [];
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((accounts) => accounts.stop()));
  await Promise.all([resend.stop(), twilio.stop()]);
});

describe("several accounts of one provider", () => {
  it("gives each its own provider, keys, name and figures, also after a restart", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    expect(await accounts.addAccount({ of: "resend" })).toEqual({ provider: "resend#2" });
    await accounts.saveProvider({ provider: "resend#2", values: { ...resendValues, apiKey: studioKey }, name: " studio " });
    await accounts.saveFigures({ provider: "resend#2", figures: { plan: "paid", "quota.month": "50000" } });
    for (const one of [accounts, await open()]) {
      expect(idsOf(one)).toEqual(["resend", "resend#2"]);
      expect(await viewOf(one, "resend#2")).toMatchObject({ name: "studio", label: "Resend", connected: true });
      expect(one.lanes.all("email", false).map(({ name, quotas }) => [name, quotas.map(({ id, limit }) => `${id} ${limit}`)])).toEqual([
        ["", ["resend:day 100", "resend:month 3000"]],
        ["studio", ["resend#2:month 50000"]],
      ]);
      expect(one.providersFor("email", false)[1]?.quotas).toMatchObject([{ id: "resend#2:month", limit: 50_000 }]);
    }
    expect(await secrets.get("resend#2.apiKey")).toBe(studioKey);
  });

  it("reads what an Usher with one account of each provider kept", async () => {
    await secrets.set("resend.apiKey", loopbackResendKey);
    const value = {
      from: resendValues.from,
      replyTo: "",
      mark: "0".repeat(24),
      since: 5,
      testAt: 7,
      testOk: true,
      testSentence: "The key works.",
    };
    await settings.put({ id: "provider.resend", weddingId: "device", kind: "provider-account", value, updatedAt: 7 });
    const accounts = await open();
    expect(idsOf(accounts)).toEqual(["resend"]);
    expect(await viewOf(accounts, "resend")).toMatchObject({ connected: true, name: "", lastTest: { sentence: "The key works." } });
    expect(settings.rows.get("provider.resend")?.value).toMatchObject({ from: resendValues.from });
  });

  it("takes keys of both accounts from the environment", async () => {
    secrets = createEnvironmentSecrets({ USHER_SECRET_RESEND_APIKEY: loopbackResendKey, USHER_SECRET_RESEND_2_APIKEY: studioKey });
    const accounts = await open();
    await accounts.addAccount({ of: "resend" });
    await accounts.saveProvider({ provider: "resend", values: { from: resendValues.from } });
    await accounts.saveProvider({ provider: "resend#2", values: { from: resendValues.from, apiKey: studioKey } });
    expect(idsOf(await open())).toEqual(["resend", "resend#2"]);
  });

  it("asks them in the order that the planner chose, and leaves practice alone", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await accounts.addAccount({ of: "resend" });
    await accounts.saveProvider({ provider: "resend#2", values: { ...resendValues, apiKey: studioKey } });
    const places = async (one: ProviderAccounts) =>
      (await viewsOf(one)).filter(({ channel }) => channel === "email").map(({ provider }) => provider);
    expect(await places(accounts)).toEqual(["resend", "sendgrid", "smtp", "resend#2"]);
    // Nobody sees the empty ones between them; at the top it stays.
    for (const _ of ["to the top", "beyond it"]) await accounts.moveAccount({ provider: "resend#2", by: -1 });
    for (const one of [accounts, await open()]) {
      expect(await places(one)).toEqual(["resend#2", "sendgrid", "smtp", "resend"]);
      expect(idsOf(one)).toEqual(["resend#2", "resend"]);
      expect(one.lanes.of("email", false)?.provider).toBe("resend#2");
      expect(one.providersFor("email", true).map(({ id }) => id)).toEqual(["practice-email"]);
    }
  });

  it("gives a number out once: the ledger still names the account that is gone", async () => {
    const accounts = await open();
    await accounts.addAccount({ of: "twilio" });
    await accounts.saveProvider({ provider: "twilio#2", values: twilioValues });
    const changed: string[] = [];
    accounts.onChange((id) => changed.push(id));
    await accounts.removeProvider({ provider: "twilio#2" });
    expect([idsOf(accounts, "sms"), changed, await secrets.get("twilio#2.authToken")]).toEqual([[], ["twilio#2"], undefined]);
    expect(settings.rows.has("provider.twilio.2")).toBe(false);
    expect(await accounts.addAccount({ of: "twilio" })).toEqual({ provider: "twilio#3" });
    expect(await (await open()).addAccount({ of: "twilio" })).toEqual({ provider: "twilio#4" });
    await expect(accounts.saveProvider({ provider: "twilio#2", values: twilioValues })).rejects.toMatchObject({
      problem: { code: "account-gone" },
    });
  });

  it("has one account of a push service, whose devices know no other", async () => {
    await expect((await open()).addAccount({ of: "fcm" })).rejects.toMatchObject({ problem: { code: "one-account-only" } });
  });

  it("ends at nine", async () => {
    const accounts = await open();
    for (let further = 2; further <= 9; further += 1) await accounts.addAccount({ of: "smtp" });
    await expect(accounts.addAccount({ of: "smtp" })).rejects.toMatchObject({ problem: { code: "too-many-accounts" } });
  });

  it("writes from the second account's sender when a message that named the first's fails over", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    await accounts.addAccount({ of: "twilio" });
    await accounts.saveProvider({ provider: "twilio#2", values: { ...twilioValues, from: "+15005550111" } });
    const [first, second] = accounts.providersFor("sms", false);
    const request = requestOf("sms", "lea", { expiresAt: Date.now() + 3_600_000 });
    await first?.send(request, never);
    await second?.send(request, never);
    expect(twilio.accepted().map(({ from }) => from)).toEqual(["+15005550100", "+15005550111"]);
  });
});

describe("a new key", () => {
  it("is tested beside the account that sends, and used only when it works", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    const [before] = accounts.providersFor("sms", false);
    expect(await accounts.testThenSave({ provider: "twilio", values: { authToken: "wrong-token-but-long-enough" } })).toMatchObject({
      ok: false,
      problem: { code: "twilio-20003" },
    });
    expect(accounts.providersFor("sms", false)[0]).toBe(before);
    expect(await secrets.get("twilio.authToken")).toBe(loopbackTwilioToken);
    const since = settings.rows.get("provider.twilio")?.value["since"];
    expect(await accounts.testThenSave({ provider: "twilio", values: { authToken: loopbackTwilioToken } })).toMatchObject({ ok: true });
    expect(accounts.providersFor("sms", false)[0]).not.toBe(before);
    expect(await viewOf(accounts, "twilio")).toMatchObject({ lastTest: { ok: true } });
    // The Account SID says that it is the same account: what it holds still proves something.
    expect(settings.rows.get("provider.twilio")?.value["since"]).toBe(since);
    expect(JSON.stringify([log, [...settings.rows.values()]])).not.toContain("wrong-token");
  });

  it("is not used when the account was changed during its test", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    const testing = accounts.testThenSave({ provider: "resend", values: { apiKey: loopbackResendKey } });
    await accounts.saveProvider({ provider: "resend", values: { from: "other@wedding.usher.test" } });
    await expect(testing).rejects.toMatchObject({ problem: { code: "account-changed-meanwhile" } });
    expect(accounts.lanes.of("email", false)?.from).toBe("other@wedding.usher.test");
  });

  it("of the same team at Resend cannot be told from another team's, so keys used before it protect nothing", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    const row = settings.rows.get("provider.resend");
    if (row === undefined) throw new Error("nothing was saved");
    settings.rows.set(row.id, { ...row, value: { ...row.value, since: 1 } });
    await accounts.start();
    await accounts.saveProvider({ provider: "resend", values: { apiKey: studioKey } });
    expect(settings.rows.get("provider.resend")?.value["since"]).toBeGreaterThan(1);
  });
});

describe("the figures of an account", () => {
  it("are the planner's from the next call on, and the seed's again when asked", async () => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: { ...twilioValues, from: "+12025550123" } });
    expect(accounts.lanes.of("sms", false)?.countryRule("US")).toMatchObject({ kind: "refused", code: "sender-not-registered" });
    await accounts.saveFigures({ provider: "twilio", figures: { registered: "us, CA", perSecond: "2.5", segmentPrices: "US 0.0091" } });
    expect(accounts.lanes.of("sms", false)?.countryRule("US")).toMatchObject({ kind: "allowed" });
    expect(accounts.lanes.of("sms", false)?.priceOf("US", 1)).toEqual({ amountMicros: 9_100, currency: "USD" });
    expect(accounts.providersFor("sms", false)[0]?.rate.perSecond).toBe(2.5);
    const paceOf = async () => (await viewOf(accounts, "twilio"))?.figures.find(({ name }) => name === "perSecond");
    expect(await paceOf()).toMatchObject({ value: "2.5", seed: "1", isChanged: true, source: "You" });
    await accounts.saveFigures({ provider: "twilio", figures: { perSecond: "1" } });
    expect(await paceOf()).toMatchObject({ value: "1", isChanged: false });
    await accounts.saveFigures({ provider: "twilio", figures: null });
    expect((await viewOf(accounts, "twilio"))?.figures.some(({ isChanged }) => isChanged)).toBe(false);
  });

  it.each([
    ["an unknown figure", { speed: "1" }, "unknown-figure"],
    ["a figure called like a property", { constructor: "1" }, "unknown-figure"],
    ["no pace at all", { perSecond: "0" }, "figure-invalid"],
    ["a limit in words", { "quota.day": "many" }, "figure-invalid"],
    ["a plan that there is not", { plan: "platinum" }, "figure-invalid"],
    ["a quota of another plan", { plan: "paid", "quota.day": "5" }, "unknown-figure"],
  ])("refuse %s and change nothing", async (_, figures: Record<string, string>, code) => {
    const accounts = await open();
    await accounts.saveProvider({ provider: "resend", values: resendValues });
    await expect(accounts.saveFigures({ provider: "resend", figures })).rejects.toMatchObject({ problem: { code } });
    expect((await viewOf(accounts, "resend"))?.figures.some(({ isChanged }) => isChanged)).toBe(false);
  });

  it("say when they are so old that somebody should look again", async () => {
    const ageOf = async (day: string) => await viewOf(await open(() => Date.parse(day)), "twilio");
    expect(await ageOf("2027-05-03")).toMatchObject({ figuresCheckedOn: "2026-05-04", figuresAreOld: false });
    expect(await ageOf("2027-05-06")).toMatchObject({ figuresCheckedOn: "2026-05-04", figuresAreOld: true });
  });
});

describe("an account that sends by WhatsApp", () => {
  const whatsappValues = { ...twilioValues, sendsBy: "whatsapp" };
  const invitation = { sid: `HX${"a".repeat(32)}`, name: "invitation", body: "Dear {{1}}, please come.", status: "approved" } as const;

  it("says of a text which template it is, after a test and after a restart", async () => {
    twilio.setTemplates(invitation);
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: whatsappValues });
    const fitOf = (one: ProviderAccounts, text: string) => one.lanes.of("sms", false)?.textFit(text);
    expect(fitOf(accounts, "Dear Léa, please come.")).toMatchObject({ kind: "refused", code: "no-approved-template" });
    await accounts.testProvider({ provider: "twilio" });
    for (const one of [accounts, await open()]) {
      expect(fitOf(one, "Dear Léa, please come.")).toEqual({ kind: "fits", template: { name: "invitation", variables: { 1: "Léa" } } });
      expect(fitOf(one, "The bus waits.")).toMatchObject({ kind: "refused" });
    }
    await accounts.saveProvider({ provider: "twilio", values: { accountSid: `AC${"f".repeat(32)}` } });
    expect(fitOf(accounts, "Dear Léa, please come.")).toMatchObject({ kind: "refused" });
  });

  it("sends with what a test beside it learned", async () => {
    twilio.setTemplates(invitation);
    const accounts = await open();
    await accounts.saveProvider({ provider: "twilio", values: twilioValues });
    expect(accounts.lanes.of("sms", false)?.textFit("Anything.")).toEqual({ kind: "fits", template: null });
    expect(await accounts.testThenSave({ provider: "twilio", values: { sendsBy: "whatsapp" } })).toMatchObject({ ok: true });
    const before = twilio.requests().length;
    const request = requestOf("sms", "Léa", { expiresAt: Date.now() + 3_600_000 });
    expect(await accounts.providersFor("sms", false)[0]?.send(request, never)).toMatchObject({ kind: "accepted" });
    expect(twilio.requests().length - before).toBe(1);
  });

  it.each([["LeaOmar"], ["12345"]])("cannot have %s as its sender", async (from) => {
    const saving = (await open()).saveProvider({ provider: "twilio", values: { ...whatsappValues, from } });
    await expect(saving).rejects.toMatchObject({ problem: { code: "provider-field-invalid" } });
  });
});
