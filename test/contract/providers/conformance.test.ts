import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SendRequest } from "#hub/providers/contract.ts";
import { requestOf } from "#test/providers/requests.ts";
import type { Rig } from "./rig.ts";
import { rigKinds } from "./rigs.ts";

const never = new AbortController().signal;
const again = (request: SendRequest): SendRequest => ({ ...request, attemptId: `${request.attemptId}-again` });
const otherText = (request: SendRequest): SendRequest => ({
  ...again(request),
  payload:
    request.payload.channel === "email" ? { ...request.payload, text: "Something else." } : { ...request.payload, body: "Something else." },
});

describe.each(rigKinds)("$name keeps the providers' contract", ({ open }) => {
  let rig: Rig;
  beforeEach(async () => void (rig = await open()));
  afterEach(() => rig.close());
  const sent = async (request: SendRequest, signal = never) => rig.settled(rig.provider.send(request, signal));

  it("says honestly what it is", () => {
    const { keyed, keyLifeMs, rate, lookUp } = rig.provider;
    expect(keyed).toBe(keyLifeMs > 0);
    expect(keyed ? "key" : lookUp === undefined ? "person" : "look-up").toBe(rig.doubts);
    for (const figure of Object.values(rate)) expect(figure).toBeGreaterThan(0);
  });

  it("takes a message and says its id", async () => {
    const outcome = await sent(await rig.arrange("lea"));
    expect(outcome).toMatchObject({ kind: "accepted", providerMessageId: expect.stringMatching(/^.{8,200}$/u) });
    expect(rig.accepted()).toBe(1);
  });

  it("answers a repeated key with the same id and takes nothing twice; without keys a repeat is a second message", async () => {
    const request = await rig.arrange("lea");
    const first = await sent(request);
    const second = await sent(again(request));
    expect(second.kind).toBe("accepted");
    expect(rig.accepted()).toBe(rig.provider.keyed ? 1 : 2);
    if (rig.provider.keyed && rig.replaces !== true)
      expect(second).toMatchObject({ providerMessageId: (first as { providerMessageId: string }).providerMessageId });
  });

  it("never lets a key carry another text to a second place", async () => {
    const request = await rig.arrange("lea");
    await sent(request);
    const outcome = await sent(otherText(request));
    if (rig.provider.keyed && rig.replaces !== true) expect(outcome).toMatchObject({ kind: "unknown", code: "idempotency-key-reused" });
    expect(rig.accepted()).toBe(rig.provider.keyed ? 1 : 2);
  });

  it("hands on how long to wait when asked to slow down, and goes through afterwards", async () => {
    const request = await rig.arrange("omar", "rate-limited");
    const outcome = await sent(request);
    expect(outcome).toMatchObject({ kind: "deferred", code: "rate-limited" });
    expect((outcome as { retryAfterMs: number | null }).retryAfterMs).toBeGreaterThan(0);
    expect(rig.accepted()).toBe(0);
    expect(await sent(again(request))).toMatchObject({ kind: "accepted" });
    expect(rig.accepted()).toBe(1);
  });

  it("says that a refusal is for good", async () => {
    expect(await sent(await rig.arrange("noor", "refused-for-good"))).toMatchObject({
      kind: "rejected",
      code: expect.stringMatching(/^[a-z0-9-]+$/u),
    });
    expect(rig.accepted()).toBe(0);
  });

  it("breaks the lane, not the message, when the credentials are refused", async () => {
    const outcome = await sent(await rig.arrange("noor", "credentials-refused"));
    expect(outcome).toMatchObject({
      kind: "broken-lane",
      problem: { sentence: expect.stringMatching(/\.$/u), nextStep: expect.stringMatching(/\.$/u) },
    });
    expect(rig.accepted()).toBe(0);
  });

  it("defers for the lane while the provider is out of reach", async () => {
    expect(await sent(await rig.arrange("noor", "unreachable"))).toMatchObject({ kind: "deferred", scope: "lane" });
    expect(rig.accepted()).toBe(0);
  });

  it("is in doubt when the answer is lost, and whoever can settle the doubt does so", async () => {
    const startedAt = rig.now();
    const request = await rig.arrange("lea", "answer-lost");
    expect(await sent(request)).toMatchObject({ kind: "unknown" });
    expect(rig.accepted()).toBe(1);
    if (rig.provider.keyed) expect(await sent(again(request))).toMatchObject({ kind: "accepted" });
    if (rig.doubts === "look-up")
      expect(
        await rig.settled(rig.provider.lookUp?.({ request, startedAt }, never) ?? Promise.reject(new Error("no look-up"))),
      ).toMatchObject({ kind: "found", providerMessageId: expect.any(String) });
    expect(rig.accepted()).toBe(1);
  });

  it("is in doubt when the request is lost, and does not find what never arrived", async () => {
    const startedAt = rig.now();
    const request = await rig.arrange("lea", "request-lost");
    expect(await sent(request)).toMatchObject({ kind: "unknown" });
    expect(rig.accepted()).toBe(0);
    if (rig.doubts === "look-up")
      expect(await rig.settled(rig.provider.lookUp?.({ request, startedAt }, never) ?? Promise.reject(new Error("no look-up")))).toEqual(
        rig.provesAbsence === false ? { kind: "cannot-tell", code: "log-may-lag" } : { kind: "not-found" },
      );
  });

  it("sends nothing when it is stopped before it begins", async () => {
    expect(await sent(await rig.arrange("lea"), AbortSignal.abort())).toMatchObject({ kind: "deferred", code: "aborted" });
    expect(rig.accepted()).toBe(0);
  });

  it("ends a running call on abort, in doubt", async () => {
    const request = await rig.arrange("lea");
    const hurry = new AbortController();
    rig.hangNext();
    const underWay = rig.underWay();
    const sending = rig.provider.send(request, hurry.signal);
    await underWay;
    hurry.abort();
    expect(await sending).toMatchObject({ kind: "unknown" });
  });

  it("ends running calls on stop, sends nothing afterwards, and stops twice", async () => {
    const request = await rig.arrange("lea");
    rig.hangNext();
    const underWay = rig.underWay();
    const sending = rig.provider.send(request, never);
    await underWay;
    await rig.provider.stop();
    await rig.provider.stop();
    expect(await sending).toMatchObject({ kind: "unknown" });
    const before = rig.accepted();
    expect(await sent(again(request))).toMatchObject({ kind: "deferred", code: "aborted" });
    expect(rig.accepted()).toBe(before);
  });

  it("tests its credentials without sending anything", async () => {
    await rig.arrange("lea");
    expect(await rig.settled(rig.provider.test(never))).toMatchObject({ ok: true });
    await rig.arrange("lea", "credentials-refused");
    expect(await rig.settled(rig.provider.test(never))).toMatchObject({ ok: false, problem: { nextStep: expect.stringMatching(/\.$/u) } });
    expect(rig.accepted()).toBe(0);
  });

  it("takes a message of another channel for the bug that it is", async () => {
    const other = rig.provider.channel === "email" ? requestOf("sms", "x") : requestOf("email", "x");
    await expect(rig.settled(rig.provider.send(other, never))).rejects.toThrow(/was given a message for/u);
  });
});
