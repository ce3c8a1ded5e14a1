import { describe, expect, it } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { eventSchema, guestSchema, householdSchema, responseSchema, weddingSchema } from "#shared/domain/index.ts";
import { createWeddingIndex } from "../list/wedding-index.ts";
import { createSample } from "../index.ts";

const today = Date.UTC(2026, 4, 28);

const make = (startAt = today) => {
  let serial = 0;
  const ids = { next: () => `id${String((serial += 1)).padStart(6, "0")}`, token: () => `token${(serial += 1)}` };
  return createSample({ clock: createVirtualClock(startAt), ids });
};

describe("the sample wedding", () => {
  const sample = make();

  it("is the same every time, and moves with today", () => {
    expect(make()).toEqual(sample);
    const dayMs = 86_400_000;
    const later = make(today + 7 * dayMs);
    expect(Date.parse(later.wedding.date) - Date.parse(sample.wedding.date)).toBe(7 * dayMs);
    expect(new Date(sample.wedding.date).getUTCDay()).toBe(6);
  });

  it("fits the domain's schemas, and everything in it hangs together", () => {
    weddingSchema.parse(sample.wedding);
    for (const event of sample.events) eventSchema.parse(event);
    for (const household of sample.households) householdSchema.parse(household);
    for (const guest of sample.guests) guestSchema.parse(guest);
    for (const response of sample.responses) responseSchema.parse(response);
    const households = new Set(sample.households.map(({ id }) => id));
    const guests = new Set(sample.guests.map(({ id }) => id));
    expect(sample.guests.every(({ householdId }) => households.has(householdId))).toBe(true);
    expect(sample.responses.every(({ guestId }) => guests.has(guestId))).toBe(true);
  });

  it("is messy on purpose", () => {
    const { guests } = sample;
    const points = guests.flatMap(({ contactPoints }) => contactPoints);
    expect(guests.length).toBeGreaterThan(450);
    expect(guests.length).toBeLessThan(520);
    expect(new Set(guests.map(({ language }) => language)).size).toBe(12);
    expect(points.filter(({ lineType }) => lineType === "landline").length).toBeGreaterThan(5);
    expect(points.filter(({ standing }) => standing === "invalid").length).toBeGreaterThan(3);
    expect(guests.some(({ givenName }) => /\p{Script=Arabic}/u.test(givenName))).toBe(true);
    expect(guests.some(({ familyName }) => /['’]/u.test(familyName))).toBe(true);
    expect(guests.some(({ kind, givenName }) => kind === "plus-one" && givenName === "")).toBe(true);
    const emails = points.filter(({ channel, address }) => channel === "email" && address !== "").map(({ address }) => address);
    expect(new Set(emails).size).toBeLessThan(emails.length);
  });

  it("is plausible: ten people twice, about one in twenty out of reach, nobody else taken for another", () => {
    const { guests, households, wedding } = sample;
    const index = createWeddingIndex();
    for (const household of households) index.putHousehold(household);
    for (const guest of guests) index.putGuest(guest);
    const names = new Map(guests.map((guest) => [guest.id, `${guest.givenName} ${guest.familyName}`]));
    const pairs = index.duplicates();
    const doubles = new Set(guests.filter(({ note }) => note === "From Omar's list").map(({ id }) => id));
    expect(doubles.size).toBe(10);
    // Each double is found, and every pair has a double in it.
    for (const { guestIds } of pairs)
      expect(
        guestIds.some((id) => doubles.has(id)),
        guestIds.map((id) => names.get(id)).join(" / "),
      ).toBe(true);
    for (const id of doubles)
      expect(
        pairs.some(({ guestIds }) => guestIds.includes(id)),
        names.get(id),
      ).toBe(true);
    const countOf = (preset: string): number => index.counts().find((one) => one.preset === preset)?.count ?? 0;
    expect(countOf("possible-duplicates")).toBe(20);
    expect(countOf("unreachable") / guests.length).toBeGreaterThan(0.03);
    expect(countOf("unreachable") / guests.length).toBeLessThan(0.07);
    expect(wedding.languages).toHaveLength(12);
  });

  it("cannot reach a real person", () => {
    const fiction =
      /^\+(?:4917139200\d\d|49176040690\d\d|4670174(?:06)\d\d|331990000\d\d|331990001\d\d|4420794600\d\d|493023125\d{3}|468465004\d\d|1\d{3}55501\d\d|150055500\d\d)$/u;
    for (const { channel, address } of sample.guests.flatMap(({ contactPoints }) => contactPoints)) {
      if (address === "") continue;
      if (channel === "email") expect(address).toMatch(/@(?:guests\.usher\.test|example\.com)$/u);
      else expect(address).toMatch(fiction);
    }
  });
});
