import { afterEach, describe, expect, it } from "vitest";
import { apnsRefusal, startApnsServer } from "#test/providers/apns-server.ts";
import type { Http2Fault } from "#test/providers/loopback-http2-server.ts";
import { startTcpProxy } from "#test/providers/tcp-proxy.ts";
import { closeOpened, hexOf, html, openApns, pushTo, undo, type Truth } from "./open-push.ts";

const never = new AbortController().signal;
afterEach(closeOpened);
const minute = 60_000;

describe("apns", () => {
  it("sends words, link and ids, and lives no longer than the message may", async () => {
    const { server, provider } = await openApns();
    const request = pushTo("apns", "lea");
    const outcome = await provider.send(request, never);
    const [taken] = server.accepted();
    expect(outcome).toMatchObject({ kind: "accepted", providerMessageId: taken?.apnsId });
    expect(taken).toMatchObject({
      device: hexOf("lea"),
      collapseId: "message-lea",
      expiration: Math.floor(request.expiresAt / 1000),
      priority: "10",
    });
    expect(JSON.parse(taken?.body ?? "")).toEqual({
      aps: { alert: { title: "You are invited", body: "Dear lea, please come." }, sound: "default" },
      hub_msg_id: "message-lea",
      link: "https://rsvp.usher.test/r/1",
    });
  });

  it("uses one session and one provider token for everything, never more streams than it may", async () => {
    const { server, provider } = await openApns(10_000, { latencyMs: 5 });
    const names = Array.from({ length: 120 }, (_, n) => `g${n}`);
    const outcomes = await Promise.all(names.map((name) => provider.send(pushTo("apns", name), never)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(server.shown()).toHaveLength(120);
    expect(server.connections()).toBe(1);
    expect(server.tokens().size).toBe(1);
    expect(server.streamsMost()).toBeGreaterThan(1);
    expect(server.streamsMost()).toBeLessThanOrEqual(50);
  });

  it("keeps its provider token for most of an hour, then makes another one", async () => {
    const { server, provider, clock } = await openApns();
    for (const minutes of [0, 30, 19, 2]) {
      clock.shift(minutes * minute);
      expect(await provider.send(pushTo("apns", `g${minutes}`, { expiresAt: clock.now() + minute }), never)).toMatchObject({
        kind: "accepted",
      });
    }
    expect(server.tokens().size).toBe(2);
  });

  it("makes another token once when Apple calls it too old, and breaks the lane when that does not help", async () => {
    const { server, provider, clock } = await openApns();
    await provider.send(pushTo("apns", "a"), never);
    clock.shift(25 * minute);
    server.failNext({ do: "answer", ...apnsRefusal("ExpiredProviderToken") });
    expect(await provider.send(pushTo("apns", "b", { expiresAt: clock.now() + minute }), never)).toMatchObject({ kind: "accepted" });
    expect(server.tokens().size).toBe(2);
    server.failNext({ do: "answer", ...apnsRefusal("ExpiredProviderToken") });
    expect(await provider.send(pushTo("apns", "c", { expiresAt: clock.now() + minute }), never)).toMatchObject({
      kind: "broken-lane",
      code: "apns-expired-provider-token",
      problem: { nextStep: expect.stringContaining("clock") },
    });
    expect(server.tokens().size).toBe(2);
  });

  it.each<[string, Http2Fault, Truth]>([
    ["a refused stream", { do: "refuse-stream" }, { kind: "deferred", code: "unreachable", accepted: 0 }],
    ["a goodbye before it", { do: "goaway", error: false }, { kind: "deferred", code: "unreachable", accepted: 0 }],
    ["a goodbye with an error before it", { do: "goaway", error: true }, { kind: "deferred", code: "unreachable", accepted: 0 }],
    ["a goodbye after it", { do: "goaway-after-accepting" }, { kind: "unknown", code: "answer-lost", accepted: 1 }],
    ["a reset after the headers", { do: "reset-after-headers" }, { kind: "accepted", accepted: 1 }],
    ["a session that ends", { do: "reset-before-request" }, { kind: "unknown", accepted: 0 }],
  ])("concludes no more than it can know from %s, and goes on with a session that works", async (_, fault, truth) => {
    const { server, provider } = await openApns();
    await provider.send(pushTo("apns", "first"), never);
    server.failNext(fault);
    const { accepted, ...expected } = truth;
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject(expected);
    expect(server.accepted()).toHaveLength(1 + accepted);
    expect(await provider.send(pushTo("apns", "omar"), never)).toMatchObject({ kind: "accepted" });
  });

  it("knows that nothing left when the door is shut in its face", async () => {
    const { server, provider } = await openApns();
    server.failNext({ do: "reset-before-request" });
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject({ kind: "deferred", scope: "lane", code: "unreachable" });
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject({ kind: "accepted" });
  });

  it("asks a quiet session whether it lives before it trusts it with a push", async () => {
    const server = await startApnsServer();
    const proxy = await startTcpProxy(server.url);
    undo.push(proxy.stop, server.stop);
    const { provider, clock } = await openApns(1_000, {}, { url: proxy.url });
    await provider.send(pushTo("apns", "a"), never);
    clock.shift(minute);
    expect(await provider.send(pushTo("apns", "b", { expiresAt: clock.now() + minute }), never)).toMatchObject({ kind: "accepted" });
    expect(proxy.connections()).toBe(1);
    proxy.freeze();
    clock.shift(minute);
    expect(await provider.send(pushTo("apns", "c", { expiresAt: clock.now() + minute }), never)).toMatchObject({ kind: "accepted" });
    expect([proxy.connections(), server.accepted().length]).toEqual([2, 3]);
  });

  it("leaves a session that went silent under a call for a new one", async () => {
    const server = await startApnsServer();
    const proxy = await startTcpProxy(server.url);
    undo.push(proxy.stop, server.stop);
    const { provider } = await openApns(600, {}, { url: proxy.url });
    await provider.send(pushTo("apns", "a"), never);
    proxy.freeze();
    expect(await provider.send(pushTo("apns", "b"), never)).toMatchObject({ kind: "unknown", code: "answer-lost" });
    expect(await provider.send(pushTo("apns", "b"), never)).toMatchObject({ kind: "accepted" });
    expect([proxy.connections(), server.accepted().length]).toEqual([2, 2]);
  });

  it("ends every session when it stops", async () => {
    const { provider, http2 } = await openApns();
    await provider.send(pushTo("apns", "a"), never);
    await provider.stop();
    expect(http2.sessions.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it("takes a new connection where Apple ends the old one", async () => {
    const { server, provider } = await openApns();
    await provider.send(pushTo("apns", "a"), never);
    server.failNext({ do: "answer", ...apnsRefusal("Shutdown") });
    expect(await provider.send(pushTo("apns", "b"), never)).toMatchObject({ kind: "deferred", scope: "lane" });
    expect(await provider.send(pushTo("apns", "b"), never)).toMatchObject({ kind: "accepted" });
    expect(server.connections()).toBe(2);
  });

  it("finds a test build's device in the sandbox, and remembers it", async () => {
    const sandbox = await startApnsServer();
    undo.push(sandbox.stop);
    const { server, provider } = await openApns(10_000, {}, { sandbox });
    server.setDevice(hexOf("lea"), "BadDeviceToken");
    const request = pushTo("apns", "lea");
    expect(await provider.send(request, never)).toMatchObject({ kind: "accepted" });
    expect(await provider.send({ ...request, messageId: "message-2" }, never)).toMatchObject({ kind: "accepted" });
    expect([server.requests().length, sandbox.requests().length]).toEqual([1, 2]);
    sandbox.setDevice(hexOf("omar"), "BadDeviceToken");
    server.setDevice(hexOf("omar"), "BadDeviceToken");
    expect(await provider.send(pushTo("apns", "omar"), never)).toMatchObject({ kind: "rejected", scope: "recipient" });
  });

  it("lets no device go for a key that is made for the sandbox only", async () => {
    const sandbox = await startApnsServer();
    undo.push(sandbox.stop);
    const { provider } = await openApns(10_000, { refusesKey: true }, { sandbox });
    sandbox.setDevice(hexOf("lea"), "BadDeviceToken");
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject({
      kind: "broken-lane",
      code: "apns-bad-environment-key-in-token",
    });
    expect(await provider.test(never)).toMatchObject({ ok: true });
  });

  it("asks a person about another app's device first, and lets the device go when it is refused again", async () => {
    const { server, provider } = await openApns();
    server.setDevice(hexOf("lea"), "DeviceTokenNotForTopic");
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject({ kind: "broken-lane" });
    expect(await provider.send(pushTo("apns", "lea"), never)).toMatchObject({ kind: "rejected", scope: "recipient" });
  });

  it("tests key and bundle ID at a device that does not exist", async () => {
    const { server, provider } = await openApns();
    expect(await provider.test(never)).toMatchObject({ ok: true });
    expect(server.requests()[0]?.url.pathname).toBe(`/3/device/${"0".repeat(64)}`);
    server.failNext({ do: "answer", ...apnsRefusal("TopicDisallowed") });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "apns-topic-disallowed" } });
    server.failNext({ do: "answer", ...apnsRefusal("TooManyRequests") });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "apns-busy" } });
    server.failNext(html(200));
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "apns-strange-answer" } });
    expect(server.accepted()).toEqual([]);
  });
});
