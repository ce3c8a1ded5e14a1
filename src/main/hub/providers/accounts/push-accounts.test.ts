import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNodeHttp, createNodeHttp2, createSessionSecrets, createSystemClock } from "#hub/ports/system/index.ts";
import type { Secrets } from "#hub/ports/index.ts";
import { loopbackApns, startApnsServer, type ApnsServer } from "#test/providers/apns-server.ts";
import { loopbackFcmKeyPart, loopbackServiceAccount, startFcmServer, type FcmServer } from "#test/providers/fcm-server.ts";
import { memorySettings, plainLogger } from "#test/providers/account-places.ts";
import { deviceOf, requestOf } from "#test/providers/requests.ts";
import { createProviderAccounts, type ProviderAccounts } from "./index.ts";

const never = new AbortController().signal;
const { key, keyId, teamId, bundleId } = loopbackApns;
const fcmValues = { serviceAccount: loopbackServiceAccount };
const apnsValues = { key, keyId, teamId, bundleId };
const loopbackApnsKeyPart = key.split("\n")[1] ?? "";

let fcm: FcmServer;
let apns: ApnsServer;
let settings: ReturnType<typeof memorySettings>;
let secrets: Secrets;
let log: string[];
let accounts: ProviderAccounts;

beforeEach(async () => {
  [fcm, apns] = await Promise.all([startFcmServer(), startApnsServer()]);
  settings = memorySettings();
  secrets = createSessionSecrets();
  log = [];
  accounts = createProviderAccounts({
    settings,
    secrets,
    http: createNodeHttp(),
    http2: createNodeHttp2(),
    clock: createSystemClock(),
    random: { next: () => 0.5 },
    logger: plainLogger(log),
    baseUrls: { fcm: fcm.url, apns: apns.url },
    pushUrls: { fcmToken: fcm.tokenUrl, apnsSandbox: apns.url },
  });
});
afterEach(async () => {
  await accounts.stop();
  await Promise.all([fcm.stop(), apns.stop()]);
});

describe("accounts of push services", () => {
  it("connects both, each for its own devices, and tests them without a push", async () => {
    await accounts.saveProvider({ provider: "apns", values: apnsValues });
    await accounts.saveProvider({ provider: "fcm", values: fcmValues });
    const providers = accounts.providersFor("push", false);
    expect(providers.map(({ id }) => id)).toEqual(["fcm", "apns"]);
    expect(providers.map(({ pushService }) => pushService)).toEqual(["fcm", "apns"]);
    expect(await accounts.testProvider({ provider: "fcm" })).toMatchObject({
      ok: true,
      sentence: expect.stringContaining("usher-loopback"),
    });
    expect(await accounts.testProvider({ provider: "apns" })).toMatchObject({ ok: true });
    expect([fcm.accepted(), apns.accepted()]).toEqual([[], []]);
    await providers[0]?.send(requestOf("push", "lea", { to: deviceOf("fcm", "lea"), expiresAt: Date.now() + 60_000 }), never);
    await providers[1]?.send(requestOf("push", "lea", { to: deviceOf("apns", "lea"), expiresAt: Date.now() + 60_000 }), never);
    expect([fcm.accepted().length, apns.accepted().length]).toEqual([1, 1]);
  });

  it("never shows, logs or stores a key or a token outside of the key store", async () => {
    await accounts.saveProvider({ provider: "fcm", values: fcmValues });
    await accounts.saveProvider({ provider: "apns", values: apnsValues });
    const said = [
      await accounts.testProvider({ provider: "fcm" }),
      await accounts.testProvider({ provider: "apns" }),
      ...(await Promise.all(
        accounts
          .providersFor("push", false)
          .map((one) => one.send(requestOf("push", "lea", { to: deviceOf(one.id === "fcm" ? "fcm" : "apns", "lea") }), never)),
      )),
    ];
    fcm.failNext({ do: "answer", status: 500, body: { error: { status: "INTERNAL", message: loopbackServiceAccount } } });
    said.push(await accounts.testProvider({ provider: "fcm" }));
    const frames = accounts.providers();
    const views = (await frames.next()).value;
    await frames.return();
    const seen = JSON.stringify([said, views, [...settings.rows.values()], log]);
    expect(log.length).toBeGreaterThan(0);
    const apnsToken = [...apns.tokens()][0]?.split(".").at(-1) ?? "";
    for (const secret of [loopbackFcmKeyPart, loopbackApnsKeyPart, "ya29.", apnsToken, deviceOf("fcm", "lea"), deviceOf("apns", "lea")]) {
      expect(secret.length).toBeGreaterThan(4);
      expect(seen).not.toContain(secret);
    }
  });

  it.each<[string, "fcm" | "apns", Record<string, string>]>([
    ["a file of another kind", "fcm", { serviceAccount: '{"type":"authorized_user"}' }],
    ["half a file", "fcm", { serviceAccount: loopbackServiceAccount.slice(0, 900) }],
    ["a project that leads elsewhere", "fcm", { serviceAccount: loopbackServiceAccount.replace("usher-loopback", "a/../b") }],
    ["Apple's key for Firebase", "fcm", { serviceAccount: JSON.stringify({ ...JSON.parse(loopbackServiceAccount), private_key: key }) }],
    ["half a key", "apns", { ...apnsValues, key: key.slice(0, 90) }],
    ["a short key ID", "apns", { ...apnsValues, keyId: "KEY" }],
    ["a bundle ID without a dot", "apns", { ...apnsValues, bundleId: "wedding" }],
  ])("refuses %s and changes nothing", async (_, provider, values) => {
    await expect(accounts.saveProvider({ provider, values })).rejects.toMatchObject({ problem: { code: "provider-field-invalid" } });
    expect(accounts.providersFor("push", false)).toEqual([]);
    expect(settings.rows.size).toBe(0);
  });

  it("reads a key that lost its line ends in a field of one line", async () => {
    await accounts.saveProvider({ provider: "apns", values: { ...apnsValues, key: key.replaceAll("\n", " ") } });
    expect(await accounts.testProvider({ provider: "apns" })).toMatchObject({ ok: true });
  });

  it("starts with a key from elsewhere that cannot be read, and says so instead of sending", async () => {
    await accounts.saveProvider({ provider: "fcm", values: fcmValues });
    await accounts.saveProvider({ provider: "apns", values: apnsValues });
    await secrets.set("fcm.serviceAccount", "{}");
    await secrets.set("apns.key", "nonsense");
    await accounts.start();
    const outcomes = await Promise.all(
      accounts.providersFor("push", false).map((one) => one.send(requestOf("push", "lea", { to: deviceOf("fcm", "lea") }), never)),
    );
    expect(outcomes).toMatchObject([
      { kind: "broken-lane", code: "fcm-key-unreadable" },
      { kind: "broken-lane", code: "apns-key-unreadable" },
    ]);
    expect(await accounts.testProvider({ provider: "apns" })).toMatchObject({ ok: false, problem: { code: "apns-key-unreadable" } });
  });
});
