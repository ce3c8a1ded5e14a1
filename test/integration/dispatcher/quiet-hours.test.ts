import { expect, it } from "vitest";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { sendAtSwitches } from "#test/quiet-hours/send-at-switches.ts";
import { walkSwitches } from "#test/quiet-hours/walk-switches.ts";

/** Half an hour of summer time, the date line, two hours at once, summer time around Ramadan, switches at midnight and in the evening. */
const peculiar = [
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Pacific/Easter",
  "Antarctica/Troll",
  "Africa/Casablanca",
  "Africa/Cairo",
  "America/Havana",
  "America/Godthab",
  "Asia/Calcutta",
  "Europe/Paris",
  "US/Eastern",
];

it("no switch of a peculiar zone's clocks lets a message into quiet hours or loses its slot (S11)", () => {
  const { zones, switches, ...walked } = walkSwitches({ fromYear: 2026, toYear: 2027, zones: peculiar });
  expect([zones >= peculiar.length, switches > 40]).toEqual([true, true]);
  expect(walked).toMatchObject({ faults: [], breaches: 0, lostSlots: 0, wrongSchedules: 0 });
});

it("the dispatcher sends to every zone at its next opening, in a night in which clocks are changed (S11, L1)", async () => {
  const { sent, ...missed } = await sendAtSwitches(1);
  expect(sent).toBeGreaterThan(500);
  expect(missed).toEqual({ breaches: 0, lostSlots: 0 });
});

it("a zone that this computer does not know holds up nobody else, and its message ends with a reason (L3)", async () => {
  const provider = scriptedProvider("practice-email");
  const messages = [{ quietZone: "Mars/Olympus" }, {}];
  const run = await rehearse({ providers: [provider], messages, limits: { quietHoursPractice: { from: "00:00", to: "24:00" } } });
  await run.clock.advance(60_000);
  expect([run.dispatcher.stateOf(run.intents[0]?.messageId ?? ""), run.kindOf(1)]).toMatchObject([
    { kind: "dead", code: "zone-unknown" },
    "accepted",
  ]);
  await run.done(run.dispatcher.stop());
  await run.done(run.ledger.close());
});
