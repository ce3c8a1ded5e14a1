import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "#test/providers/loopback-server.ts";
import { closeOpened, html, openApns, openFcm, pushTo, type Truth } from "./open-push.ts";

const never = new AbortController().signal;
afterEach(closeOpened);

const faults: readonly { readonly name: string; readonly fault: Fault; readonly truth: Truth }[] = [
  { name: "a reset after reading", fault: { do: "reset-after-request", after: "reading" }, truth: { kind: "unknown", accepted: 0 } },
  { name: "a reset after taking", fault: { do: "reset-after-request", after: "accepting" }, truth: { kind: "unknown", accepted: 1 } },
  { name: "a hang", fault: { do: "hang", after: "reading" }, truth: { kind: "unknown", code: "answer-lost", accepted: 0 } },
  { name: "a hang after taking", fault: { do: "hang", after: "accepting" }, truth: { kind: "unknown", code: "answer-lost", accepted: 1 } },
  { name: "a hang in the answer", fault: { do: "hang-in-body" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "an answer that breaks off", fault: { do: "cut-body" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "an answer that is no JSON", fault: { do: "garble" }, truth: { kind: "accepted", accepted: 1 } },
  { name: "a hotel's login page", fault: html(200), truth: { kind: "unknown", code: "strange-answer", accepted: 0 } },
  { name: "a redirect", fault: html(302), truth: { kind: "unknown", accepted: 0 } },
  { name: "a proxy's 403", fault: html(403), truth: { kind: "unknown", accepted: 0 } },
  { name: "a proxy's 404", fault: html(404), truth: { kind: "unknown", accepted: 0 } },
  { name: "a proxy's 429", fault: html(429), truth: { kind: "unknown", accepted: 0 } },
  { name: "a gateway's 502", fault: html(502), truth: { kind: "unknown", code: "provider-error", accepted: 0 } },
];

describe.each([
  { service: "fcm" as const, open: openFcm },
  { service: "apns" as const, open: openApns },
])("$service under faults of the network", ({ service, open }) => {
  it.each(faults)("concludes no more than it can know from $name", async ({ fault, truth }) => {
    const { server, provider } = await open(800);
    server.failNext(fault);
    const { accepted, ...expected } = truth;
    expect(await provider.send(pushTo(service, "lea"), never)).toMatchObject(expected);
    expect(server.accepted()).toHaveLength(accepted);
  });

  it("knows that nothing left when nobody listens", async () => {
    const { server, provider } = await open();
    await server.stop();
    expect(await provider.send(pushTo(service, "lea"), never)).toMatchObject({ kind: "deferred", scope: "lane", code: "unreachable" });
    expect(await provider.test(never)).toMatchObject({ ok: false, problem: { code: `${service}-unreachable` } });
  });

  it("tells concurrent calls apart: one is lost, the others are not", async () => {
    const { server, provider } = await open(800);
    await provider.send(pushTo(service, "first"), never);
    server.failNext({ do: "hang", after: "accepting" });
    const outcomes = await Promise.all(["a", "b", "c", "d"].map((name) => provider.send(pushTo(service, name), never)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "accepted", "accepted", "unknown"]);
    expect(server.accepted()).toHaveLength(5);
  });

  it("shows a repeat after a lost answer in the place of the first", async () => {
    const { server, provider } = await open();
    const request = pushTo(service, "lea");
    server.failNext({ do: "reset-after-request", after: "accepting" });
    await provider.send(request, never);
    expect(await provider.send({ ...request, attemptId: "attempt-again" }, never)).toMatchObject({ kind: "accepted" });
    expect([server.accepted().length, server.shown().length]).toEqual([2, 1]);
  });

  it("sends nothing when its time is over, and nothing that is too long", async () => {
    const { server, provider } = await open();
    expect(await provider.send(pushTo(service, "lea", { expiresAt: Date.now() + 900 }), never)).toMatchObject({ code: "too-late" });
    expect(await provider.send(pushTo(service, "lea", { text: "é".repeat(2_100) }), never)).toMatchObject({
      kind: "rejected",
      scope: "message",
      code: "payload-too-large",
    });
    expect(server.requests()).toEqual([]);
  });

  it("takes a device of the other service for the bug that it is", async () => {
    const { provider } = await open();
    await expect(provider.send(pushTo(service === "fcm" ? "apns" : "fcm", "lea"), never)).rejects.toThrow(/another service/u);
  });
});
