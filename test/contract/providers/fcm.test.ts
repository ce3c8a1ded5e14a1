import { afterEach, describe, expect, it } from "vitest";
import { fcmRefusal } from "#test/providers/fcm-server.ts";
import type { Fault } from "#test/providers/loopback-server.ts";
import { closeOpened, html, openFcm, pushTo, tokenOf } from "./open-push.ts";

const never = new AbortController().signal;
afterEach(closeOpened);
const minute = 60_000;

describe("fcm", () => {
  it("sends words, link and ids, and lives no longer than the message may", async () => {
    const { server, provider } = await openFcm();
    await provider.send(pushTo("fcm", "lea", { expiresAt: Date.now() + 600_500 }), never);
    await provider.send(pushTo("fcm", "omar", { expiresAt: Date.now() + 99 * 24 * 60 * minute }), never);
    const [lea, omar] = server.accepted();
    expect(lea).toMatchObject({ token: tokenOf("lea"), tag: "message-lea" });
    expect(["599s", "600s"]).toContain(lea?.ttl);
    expect(omar?.ttl).toBe("2419200s");
    expect(lea?.message).toMatchObject({
      notification: { title: "You are invited", body: "Dear lea, please come." },
      data: { hub_msg_id: "message-lea", link: "https://rsvp.usher.test/r/1" },
      android: { collapse_key: "message-lea" },
      apns: { headers: { "apns-collapse-id": "message-lea" } },
    });
  });

  it("fetches one access token for many pushes, and another one five minutes before its end", async () => {
    const { server, provider, clock } = await openFcm(10_000, { tokenSeconds: 3599 });
    await Promise.all(["a", "b", "c"].map((name) => provider.send(pushTo("fcm", name), never)));
    expect(server.tokens.requests()).toHaveLength(1);
    clock.shift(54 * minute);
    await provider.send(pushTo("fcm", "d", { expiresAt: clock.now() + minute }), never);
    expect(server.tokens.requests()).toHaveLength(1);
    clock.shift(minute);
    expect(await provider.send(pushTo("fcm", "e", { expiresAt: clock.now() + minute }), never)).toMatchObject({ kind: "accepted" });
    expect(server.tokens.requests()).toHaveLength(2);
  });

  it("fetches another token once when Google takes the old one no more, for all pushes together", async () => {
    const { server, provider } = await openFcm();
    await provider.send(pushTo("fcm", "first"), never);
    server.revoke();
    const outcomes = await Promise.all(["a", "b", "c"].map((name) => provider.send(pushTo("fcm", name), never)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted"]);
    expect(server.tokens.requests()).toHaveLength(2);
    expect(server.accepted()).toHaveLength(4);
  });

  it.each<[string, Fault, string]>([
    ["an outage", { do: "answer", status: 503, body: { error: "internal_failure" } }, "deferred token-strange-answer"],
    ["a refused key", { do: "answer", status: 400, body: { error: "invalid_grant" } }, "broken-lane fcm-invalid-grant"],
    ["a lost answer", { do: "reset-after-request", after: "accepting" }, "deferred unreachable"],
    ["a hang", { do: "hang", after: "reading" }, "deferred unreachable"],
    ["a cut answer", { do: "cut-body" }, "deferred token-strange-answer"],
  ])("knows that nothing was sent when the access token fails by %s, and recovers", async (_, fault, expected) => {
    const { server, provider } = await openFcm(800);
    server.tokens.failNext(fault);
    const outcome = await provider.send(pushTo("fcm", "lea"), never);
    expect(outcome.kind !== "accepted" && `${outcome.kind} ${outcome.code}`).toBe(expected);
    expect(server.requests()).toEqual([]);
    expect(await provider.send(pushTo("fcm", "lea"), never)).toMatchObject({ kind: "accepted" });
  });

  it("leaves the wait for a token when it is told to stop", async () => {
    const { server, provider } = await openFcm();
    server.tokens.failNext({ do: "hang", after: "reading" });
    const hurry = new AbortController();
    const sending = provider.send(pushTo("fcm", "lea"), hurry.signal);
    await server.tokens.received(1);
    hurry.abort();
    expect(await sending).toMatchObject({ kind: "deferred", code: "aborted" });
  });

  it("lets a device go that is not registered any more", async () => {
    const { server, provider } = await openFcm();
    server.setDevice(tokenOf("lea"), fcmRefusal(404, "NOT_FOUND", "UNREGISTERED"));
    expect(await provider.send(pushTo("fcm", "lea"), never)).toMatchObject({ kind: "rejected", scope: "recipient" });
    expect(await provider.send(pushTo("fcm", "omar"), never)).toMatchObject({ kind: "accepted" });
  });

  it("asks a person about another project's device first, and lets the device go when it is refused again", async () => {
    const { server, provider } = await openFcm();
    for (const name of ["lea", "omar"]) server.setDevice(tokenOf(name), fcmRefusal(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"));
    expect(await provider.send(pushTo("fcm", "lea"), never)).toMatchObject({ kind: "broken-lane", code: "fcm-sender-id-mismatch" });
    expect(await provider.send(pushTo("fcm", "lea"), never)).toMatchObject({ kind: "rejected", scope: "recipient" });
    expect(await provider.send(pushTo("fcm", "noor"), never)).toMatchObject({ kind: "accepted" });
    expect(await provider.send(pushTo("fcm", "omar"), never)).toMatchObject({ kind: "rejected", scope: "recipient" });
  });

  it("tests the key and the permission, and says what is wrong", async () => {
    const { server, provider } = await openFcm();
    expect(await provider.test(never)).toMatchObject({ ok: true });
    server.failNext({ do: "answer", ...fcmRefusal(403, "PERMISSION_DENIED") });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "fcm-permission-denied" } });
    server.failNext({ do: "answer", ...fcmRefusal(429, "RESOURCE_EXHAUSTED") });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "fcm-busy" } });
    server.failNext(html(200));
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "fcm-strange-answer" } });
    server.failNext({ do: "answer", ...fcmRefusal(400, "INVALID_ARGUMENT") });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: "fcm-strange-answer" } });
    expect(server.accepted()).toEqual([]);
  });
});
