import { describe, expect, test } from "vitest";
import { renderApproved } from "#test/dispatch/approved.ts";
import { openDispatcher, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { factOf } from "#test/dispatch/rows.ts";
import { deferredOutcome, scriptedProvider, unknownOutcome } from "#test/dispatch/scripted-provider.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe("in doubt", () => {
  test("with a key it is repeated under the same key with the same bytes (S6)", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(unknownOutcome, deferredOutcome(), unknownOutcome);
    const { clock, kindOf, ledger, intents } = await rehearse({ providers: [provider] });
    await clock.advance(minute);
    expect(kindOf()).toBe("accepted");
    expect(new Set(provider.requests.map((one) => one.idempotencyKey)).size).toBe(1);
    expect(new Set(provider.requests.map((one) => JSON.stringify(one.payload))).size).toBe(1);
    expect(ledger.readMessage(intents[0]?.messageId ?? "")?.attempts.map((one) => one.n)).toEqual([1, 2, 3, 4]);
  });

  test("with a key that grew old it is not repeated, but held", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(...Array.from({ length: 1000 }, () => unknownOutcome));
    const { clock, kindOf } = await rehearse({ providers: [provider], limits: { keyTrustMs: hour } });
    await clock.advance(2 * hour);
    const sent = provider.requests.length;
    expect(kindOf()).toBe("held");
    await clock.advance(24 * hour);
    expect(provider.requests).toHaveLength(sent);
  });

  test("is not repeated by a clock that was set back: the key's age is unknown (S6)", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push("hang");
    const { clock, kindOf } = await rehearse({ providers: [provider], limits: { callTimeoutMs: second } });
    await clock.advance(500);
    clock.jump(-2 * hour);
    await clock.advance(hour);
    expect([provider.requests.length, kindOf()]).toEqual([1, "unknown"]);
    await clock.advance(2 * hour);
    expect([provider.requests.length, kindOf()]).toEqual([2, "accepted"]);
  });

  test("whose text renders to other bytes is not repeated, but held", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(unknownOutcome);
    let suffix = "";
    const { clock, kindOf } = await rehearse({
      providers: [provider],
      deps: {
        render: (intent, planIndex) => {
          const rendered = renderApproved(intent, planIndex);
          return rendered.ok && suffix !== "" ? { ...rendered, bodySha256: suffix.repeat(64) } : rendered;
        },
      },
    });
    await clock.advance(10);
    suffix = "c";
    await clock.advance(hour);
    expect([provider.requests.length, kindOf()]).toEqual([1, "held"]);
  });

  test("without a key it is never repeated by itself (S5, S18)", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const { clock, kindOf } = await rehearse({ providers: [provider], messages: [{ channels: ["sms", "email"] }] });
    await clock.advance(14 * minute);
    expect(kindOf()).toBe("unknown");
    await clock.advance(24 * hour);
    expect([provider.requests.length, kindOf()]).toEqual([1, "held"]);
  });

  test("a look-up that finds it settles it; two that do not ask a person", async () => {
    const provider = scriptedProvider("practice-sms", { canLookUp: true });
    provider.script.push(unknownOutcome, unknownOutcome);
    provider.lookUps.push({ kind: "found", providerMessageId: "p-7", fact: "delivered" }, { kind: "not-found" }, { kind: "not-found" });
    const { clock, kindOf } = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }, { channels: ["sms"] }] });
    await clock.advance(61 * second);
    expect([kindOf(0), kindOf(1)]).toEqual(["accepted", "unknown"]);
    await clock.advance(15 * minute);
    expect(kindOf(1)).toBe("held");
  });

  test("a late fact wins over being held", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const { clock, intents, kindOf } = await rehearse({ providers: [provider], messages: [{ channels: ["sms"] }] });
    await clock.advance(hour);
    const [request] = provider.requests;
    const fact = {
      eventId: "e-1",
      attemptId: request?.attemptId ?? "",
      messageId: intents[0]?.messageId ?? "",
      kind: "delivered",
      providerMessageId: null,
      at: clock.now(),
      code: "",
      detail: "",
    } as const;
    provider.state(fact);
    provider.state(fact);
    await clock.advance(second);
    expect(kindOf()).toBe("accepted");
  });

  test("a person decides what is held: arrived, skip, or send again under another key", async () => {
    const provider = scriptedProvider("practice-email");
    provider.script.push(...Array.from({ length: 3 }, () => unknownOutcome));
    const { clock, dispatcher, done, intents, kindOf } = await rehearse({
      providers: [provider],
      limits: { keyTrustMs: 0 },
      messages: [{}, {}, {}],
    });
    await clock.advance(hour);
    const [one, two, three] = intents.map((intent) => intent.messageId);
    await done(dispatcher.decide(one ?? "", "arrived"));
    await done(dispatcher.decide(two ?? "", "skip"));
    await done(dispatcher.decide(three ?? "", "send-again"));
    await clock.advance(second);
    expect([kindOf(0), kindOf(1), kindOf(2)]).toEqual(["accepted", "cancelled", "accepted"]);
    const keys = provider.requests.filter((request) => request.messageId === three).map((request) => request.idempotencyKey);
    expect(new Set(keys).size).toBe(2);
    await expect(dispatcher.decide(one ?? "", "skip")).rejects.toMatchObject({ problem: { code: "not-held" } });
  });

  test("a proof that comes with the very commit of a new attempt still holds it back (S1)", async () => {
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    let prove = (): void => undefined;
    const { clock, dispatcher, done, intents, kindOf, ledger } = await rehearse({
      providers: [provider],
      messages: [{ channels: ["sms"] }],
      deps: {
        render: (intent, planIndex) => {
          prove();
          return renderApproved(intent, planIndex);
        },
      },
    });
    await clock.advance(hour);
    const [attempt] = ledger.readMessage(intents[0]?.messageId ?? "")?.attempts ?? [];
    prove = () => void ledger.append({ facts: [factOf("delivered", attempt ?? null, { messageId: intents[0]?.messageId ?? "" })] });
    await done(dispatcher.decide(intents[0]?.messageId ?? "", "send-again"));
    await clock.advance(second);
    expect([provider.requests.length, kindOf()]).toEqual([1, "accepted"]);
  });

  test("it is too late to send again what has expired", async () => {
    const clock = createVirtualClock();
    const provider = scriptedProvider("practice-sms");
    provider.script.push(unknownOutcome);
    const { dispatcher, intents } = await rehearse({
      clock,
      providers: [provider],
      messages: [{ channels: ["sms"], expiresAt: clock.now() + hour }],
    });
    await clock.advance(2 * hour);
    await expect(dispatcher.decide(intents[0]?.messageId ?? "", "send-again")).rejects.toMatchObject({ problem: { code: "too-late" } });
  });

  test("what an earlier start left open becomes unknown before anything is sent (S4)", async () => {
    const clock = createVirtualClock();
    const path = temporaryLedgerPath();
    const provider = scriptedProvider("practice-sms");
    provider.script.push("hang");
    const before = await rehearse({ clock, path, providers: [provider], messages: [{ channels: ["sms"] }] });
    await clock.advance(second);
    clock.dropTimers();
    await before.done(before.ledger.close());
    const after = await openDispatcher({ clock, path, providers: [provider] });
    await before.done(after.dispatcher.start());
    expect(after.dispatcher.stateOf(before.intents[0]?.messageId ?? "")?.kind).toBe("unknown");
    await clock.advance(hour);
    expect(provider.requests).toHaveLength(1);
  });
});
