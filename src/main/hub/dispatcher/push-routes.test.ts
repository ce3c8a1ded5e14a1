import { describe, expect, test } from "vitest";
import type { Intent } from "#shared/message/ledger-rows.ts";
import type { PushService } from "#shared/contact/push-address.ts";
import { payloadSha256Of } from "#hub/ledger/index.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { brokenOutcome, scriptedProvider, unknownOutcome, type ScriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { deviceOf } from "#test/providers/requests.ts";
import { readRoute, routeOf } from "./ready-line.ts";

const second = 1000;

const pushProvider = (service: PushService): ScriptedProvider => ({
  ...scriptedProvider("twilio"),
  id: service,
  channel: "push",
  pushService: service,
  keyed: true,
  keyLifeMs: 4 * 3_600_000,
});

/** A message to one device, its guest's only address. */
const pushTo = (service: PushService, guestId: string, now: number): Intent => {
  const { plan, ...intent } = intentOf(guestId, now, { channels: ["sms"], practice: false });
  const pushPlan = plan.map((step) => ({ ...step, channel: "push" as const, address: deviceOf(service, guestId) }));
  return { ...intent, plan: pushPlan, payloadSha256: payloadSha256Of(pushPlan, intent.values) };
};

const rehearsePushes = async (services: readonly PushService[], providers: readonly ScriptedProvider[]) => {
  const run = await rehearse({ providers, messages: [], approve: false });
  const intents = services.map((service, index) => pushTo(service, `g${index}`, run.clock.now()));
  await run.done(run.ledger.approve(approvalOf(intents)));
  await run.clock.advance(5 * second);
  return { ...run, intents, kinds: () => intents.map(({ messageId }) => run.dispatcher.stateOf(messageId)?.kind) };
};

const sentBy = ({ requests }: ScriptedProvider): string[] => requests.map(({ messageId }) => messageId);

describe("a push", () => {
  test("goes by the service that knows its device", async () => {
    const [fcm, apns] = [pushProvider("fcm"), pushProvider("apns")];
    const { intents, kinds } = await rehearsePushes(["apns", "fcm", "apns"], [fcm, apns]);
    expect(kinds()).toEqual(["accepted", "accepted", "accepted"]);
    expect(sentBy(fcm)).toEqual([intents[1]?.messageId]);
    expect(sentBy(apns)).toEqual([intents[0]?.messageId, intents[2]?.messageId]);
  });

  test("waits for its own service and holds up no other", async () => {
    const [fcm, apns] = [pushProvider("fcm"), pushProvider("apns")];
    fcm.script.push(brokenOutcome);
    const { kinds, dispatcher, intents } = await rehearsePushes(["fcm", "apns", "apns"], [fcm, apns]);
    expect(kinds()).toEqual(["queued", "accepted", "accepted"]);
    expect(dispatcher.waitingOf(intents[0]?.messageId ?? "")?.reason).toBe("lane-paused");
    expect(dispatcher.laneStates().map(({ provider, condition }) => [provider, condition.kind])).toEqual([
      ["fcm", "broken"],
      ["apns", "running"],
    ]);
  });

  test("waits when its service is not connected, even while another one is", async () => {
    const apns = pushProvider("apns");
    const { kinds } = await rehearsePushes(["fcm", "apns"], [apns]);
    expect(kinds()).toEqual(["queued", "accepted"]);
    expect(apns.requests).toHaveLength(1);
  });

  test("in doubt is repeated at the same service under the same key", async () => {
    const [fcm, apns] = [pushProvider("fcm"), pushProvider("apns")];
    fcm.script.push(unknownOutcome);
    const { kinds, clock } = await rehearsePushes(["fcm"], [apns, fcm]);
    await clock.until(() => kinds()[0] === "accepted", 600 * second);
    expect(kinds()).toEqual(["accepted"]);
    expect(apns.requests).toEqual([]);
    expect(new Set(fcm.requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(fcm.requests).toHaveLength(2);
  });
});

describe("a route", () => {
  test.each([
    ["email", "a@x.test", true, "email:practice"],
    ["push", deviceOf("fcm", "lea"), false, "push/fcm:real"],
    ["push", deviceOf("apns", "lea"), false, "push/apns:real"],
    ["push", "nonsense", false, "push:real"],
  ] as const)("of %s to %s (practice: %s) is %s", (channel, address, practice, route) => {
    expect(routeOf({ channel, address }, practice)).toBe(route);
    expect(readRoute(route)).toMatchObject({ channel, practice });
  });
});
