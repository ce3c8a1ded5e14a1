import { describe, expect, test } from "vitest";
import { intentOf, openGates } from "#test/dispatch/approved.ts";
import { passGates, type GateWorld } from "./gates.ts";

const noon = Date.UTC(2027, 5, 1, 12);
const intent = intentOf("g1", noon);
const [step] = intent.plan;
if (step === undefined) throw new Error("the example has a step");

const world = (given: Partial<GateWorld> = {}): GateWorld => ({
  now: noon,
  paused: false,
  cancelled: false,
  view: openGates,
  quietHours: null,
  clockIsTrusted: true,
  clockIsDoubted: false,
  clockSkewMs: null,
  clockSkewMsMax: 300_000,
  ...given,
});

describe("the gates", () => {
  test("let a message pass that nothing speaks against", () => {
    expect(passGates(intent, step, world())).toEqual({ kind: "pass" });
  });

  test("end what was cancelled, even when it is paused too", () => {
    expect(passGates(intent, step, world({ cancelled: true, paused: true }))).toMatchObject({
      kind: "end",
      statement: { kind: "cancelled" },
    });
  });

  test("keep what is paused, before anything else is decided about it", () => {
    expect(passGates(intent, step, world({ paused: true, now: intent.expiresAt }))).toEqual({
      kind: "wait",
      reason: "paused",
      until: null,
    });
  });

  test("end what was changed after the approval (S14)", () => {
    const view = { ...openGates, revisionStands: () => false };
    expect(passGates(intent, step, world({ view }))).toMatchObject({
      kind: "end",
      statement: { kind: "cancelled", code: "revision-changed" },
    });
  });

  test("keep back what its campaign has not heard of yet: the journal knows first (L2)", () => {
    const view = { ...openGates, revisionStands: () => null };
    expect(passGates(intent, step, world({ view }))).toEqual({ kind: "wait", reason: "due", until: null });
  });

  test("leave out an old address", () => {
    const view = { ...openGates, addressIsCurrent: () => false };
    expect(passGates(intent, step, world({ view }))).toMatchObject({
      kind: "skip-step",
      statement: { kind: "step-skipped", scope: "message", code: "address-changed" },
    });
  });

  test("leave out a suppressed address (S9)", () => {
    const view = { ...openGates, suppression: () => "opted-out" };
    expect(passGates(intent, step, world({ view }))).toMatchObject({
      kind: "skip-step",
      statement: { kind: "step-skipped", scope: "recipient", code: "opted-out" },
    });
  });

  test("leave out a number in a country that no account may write to", () => {
    const view = { ...openGates, countryIsForbidden: () => true };
    expect(passGates(intent, step, world({ view }))).toMatchObject({
      kind: "skip-step",
      statement: { kind: "step-skipped", scope: "message", code: "country-not-allowed" },
    });
  });

  test("keep back what would cost more than the cap, until somebody raises it", () => {
    const view = { ...openGates, takeCost: () => false };
    expect(passGates(intent, step, world({ view }))).toEqual({ kind: "wait", reason: "budget", until: null });
  });

  test("take no money for a message that anything else keeps back or ends", () => {
    const takeCost = (): never => {
      throw new Error("nothing may be taken");
    };
    const objections: readonly Partial<GateWorld>[] = [
      { cancelled: true },
      { paused: true },
      { clockIsDoubted: true },
      { now: intent.expiresAt },
      { quietHours: { from: "13:00", to: "14:00" } },
      { view: { ...openGates, takeCost, revisionStands: () => false } },
      { view: { ...openGates, takeCost, addressIsCurrent: () => false } },
      { view: { ...openGates, takeCost, suppression: () => "opted-out" } },
      { view: { ...openGates, takeCost, countryIsForbidden: () => true } },
    ];
    for (const objection of objections) {
      expect(passGates(intent, step, world({ view: { ...openGates, takeCost }, ...objection })).kind).not.toBe("pass");
    }
    const altered = { ...intent, values: { name: "Somebody else" } };
    expect(passGates(altered, step, world({ view: { ...openGates, takeCost } })).kind).toBe("end");
  });

  test("give up nothing for being late while the clock may be wrong", () => {
    const late = { now: intent.expiresAt, clockIsTrusted: false };
    expect(passGates(intent, step, world(late))).toEqual({ kind: "wait", reason: "clock", until: null });
  });

  test("end a reminder to somebody who has answered, and only a reminder", () => {
    const view = { ...openGates, rsvpIsClosed: () => true };
    const reminder = intentOf("g1", noon, { priority: "reminder" });
    const urgentReminder = intentOf("g1", noon, { slot: "reminder-2", priority: "bulk" });
    expect(passGates(urgentReminder, step, world({ view }))).toMatchObject({ kind: "end", statement: { kind: "suppressed" } });
    expect(passGates(reminder, step, world({ view }))).toMatchObject({
      kind: "end",
      statement: { kind: "suppressed", code: "rsvp-closed" },
    });
    expect(passGates(reminder, step, world())).toEqual({ kind: "pass" });
    expect(passGates(intent, step, world({ view }))).toEqual({ kind: "pass" });
  });

  test("end what has expired, at the very millisecond (S10)", () => {
    expect(passGates(intent, step, world({ now: intent.expiresAt - 1 }))).toEqual({ kind: "pass" });
    expect(passGates(intent, step, world({ now: intent.expiresAt }))).toMatchObject({ kind: "end", statement: { kind: "expired" } });
  });

  test("keep what is scheduled while the clock is wrong, in either direction", () => {
    const scheduled = intentOf("g1", noon, { approvedAt: noon - 1000 });
    for (const clockSkewMs of [300_001, -300_001]) {
      expect(passGates(scheduled, step, world({ clockSkewMs }))).toEqual({ kind: "wait", reason: "clock", until: null });
      expect(passGates(intent, step, world({ clockSkewMs }))).toEqual({ kind: "pass" });
    }
    expect(passGates(scheduled, step, world({ clockSkewMs: 300_000 }))).toEqual({ kind: "pass" });
    expect(passGates(scheduled, step, world({ clockSkewMs: null }))).toEqual({ kind: "pass" });
  });

  test("keep what would arrive in the guest's quiet hours until they end (S11)", () => {
    const quietHours = { from: "09:00", to: "20:00" };
    const tokyo = intentOf("g1", noon, { quietZone: "Asia/Tokyo" });
    expect(passGates(tokyo, step, world({ quietHours }))).toEqual({ kind: "wait", reason: "quiet-hours", until: Date.UTC(2027, 5, 2, 0) });
    expect(passGates(intent, step, world({ quietHours }))).toEqual({ kind: "pass" });
  });

  test("keep what would arrive at night in any of the zones in which the guest may be (S11)", () => {
    const quietHours = { from: "09:00", to: "20:00" };
    const somewhere = intentOf("g1", noon, { quietZone: "Europe/Berlin", alsoQuietIn: ["America/New_York"] });
    expect(passGates(somewhere, step, world({ quietHours }))).toEqual({
      kind: "wait",
      reason: "quiet-hours",
      until: Date.UTC(2027, 5, 1, 13),
    });
    expect(passGates(somewhere, step, world({ quietHours, now: Date.UTC(2027, 5, 1, 13) }))).toEqual({ kind: "pass" });
    const nowhere = intentOf("g1", noon, { quietZone: "UTC", alsoQuietIn: ["Mars/Olympus"] });
    expect(passGates(nowhere, step, world({ quietHours }))).toMatchObject({ kind: "end", statement: { code: "zone-unknown" } });
  });

  test("end, visibly, what would have to guess when it is night for the guest (S11)", () => {
    const nowhere = intentOf("g1", noon, { quietZone: "Mars/Olympus" });
    const quietHours = { from: "09:00", to: "20:00" };
    expect(passGates(nowhere, step, world({ quietHours }))).toMatchObject({
      kind: "end",
      statement: { kind: "dead", code: "zone-unknown" },
    });
    expect(passGates(nowhere, step, world())).toEqual({ kind: "pass" });
  });

  test("end what is not what was approved (S14)", () => {
    const altered = { ...intent, values: { name: "Somebody else" } };
    expect(passGates(altered, step, world())).toMatchObject({ kind: "end", statement: { kind: "dead", code: "payload-mismatch" } });
  });
});
