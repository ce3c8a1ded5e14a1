import { describe, expect, it } from "vitest";
import { dailyHoursAt, dailyHoursInAll, distinctZones, instantOfLocal, isKnownZone } from "./zoned.ts";

const at = (text: string): number => Date.parse(text);

describe("hours of a day", () => {
  it("that end after midnight are open on both sides of it", () => {
    const hours = { from: "18:00", to: "01:15" };
    expect(dailyHoursAt(at("2027-06-01T23:30Z"), "UTC", hours)).toEqual({ open: true, until: at("2027-06-02T01:15Z") });
    expect(dailyHoursAt(at("2027-06-02T01:14Z"), "UTC", hours)).toEqual({ open: true, until: at("2027-06-02T01:15Z") });
    expect(dailyHoursAt(at("2027-06-02T01:15Z"), "UTC", hours)).toEqual({ open: false, until: at("2027-06-02T18:00Z") });
  });

  it("that are the whole day never close", () => {
    for (const hours of [
      { from: "00:00", to: "24:00" },
      { from: "09:00", to: "09:00" },
    ]) {
      const { open, until } = dailyHoursAt(at("2027-06-01T23:59Z"), "UTC", hours);
      expect([open, until > at("2027-06-02T00:00Z")]).toEqual([true, true]);
    }
  });

  it("that the spring gap swallows the beginning of open at its end", () => {
    const hours = { from: "02:30", to: "20:00" };
    expect(dailyHoursAt(at("2027-03-28T00:59Z"), "Europe/Paris", hours)).toEqual({ open: false, until: at("2027-03-28T01:00Z") });
  });

  it("are closed again when the clock is put back before their beginning", () => {
    const hours = { from: "02:30", to: "20:00" };
    expect(dailyHoursAt(at("2027-10-31T00:45Z"), "Europe/Paris", hours)).toEqual({ open: true, until: at("2027-10-31T01:00Z") });
    expect(dailyHoursAt(at("2027-10-31T01:00Z"), "Europe/Paris", hours)).toEqual({ open: false, until: at("2027-10-31T01:30Z") });
  });

  it("follow a switch of half an hour (Lord Howe)", () => {
    const hours = { from: "01:45", to: "20:00" };
    expect(dailyHoursAt(at("2027-04-03T14:50Z"), "Australia/Lord_Howe", hours)).toEqual({ open: true, until: at("2027-04-03T15:00Z") });
  });
});

describe("hours shared by several zones", () => {
  const hours = { from: "09:00", to: "20:00" };

  it("are open while they are open in each of them, and begin with the last", () => {
    const zones = ["Europe/Paris", "America/New_York"];
    expect(dailyHoursInAll(at("2027-06-01T14:00Z"), zones, hours)).toEqual({ open: true, until: at("2027-06-01T18:00Z") });
    expect(dailyHoursInAll(at("2027-06-01T18:00Z"), zones, hours)).toEqual({ open: false, until: at("2027-06-02T13:00Z") });
  });

  it("come back to the first when the second opens after it has closed", () => {
    const zones = ["Pacific/Auckland", "Europe/Lisbon"];
    // 09:00 in Lisbon is 20:00 in Auckland, where it closes; they meet when the clocks there are put back.
    const { open, until } = dailyHoursInAll(at("2027-06-01T00:00Z"), zones, { from: "09:00", to: "20:30" });
    expect([open, until]).toEqual([false, at("2027-06-01T08:00Z")]);
  });

  it("that there are not never begin", () => {
    expect(dailyHoursInAll(at("2027-06-01T00:00Z"), ["Asia/Tokyo", "America/New_York"], hours)).toEqual({ open: false, until: null });
  });
});

it("zones whose clocks run alike are one, and unknown ones none", () => {
  const zones = ["Asia/Calcutta", "Asia/Kolkata", "Mars/Olympus", "Europe/London", "Atlantic/Reykjavik", "Europe/Guernsey"];
  expect(distinctZones(zones, at("2027-06-01T00:00Z"))).toEqual(["Asia/Calcutta", "Europe/London", "Atlantic/Reykjavik"]);
});

describe("a local time", () => {
  it("that the spring gap swallows is the next minute that there is", () => {
    for (const use of ["not-before", "not-after"] as const) {
      expect(instantOfLocal("2027-03-28T02:30", "Europe/Paris", use)).toBe(at("2027-03-28T01:00Z"));
    }
  });

  it("that comes twice is the first for what must not leave before, the second for what must not leave after", () => {
    expect(instantOfLocal("2027-10-31T02:30", "Europe/Paris", "not-before")).toBe(at("2027-10-31T00:30Z"));
    expect(instantOfLocal("2027-10-31T02:30", "Europe/Paris", "not-after")).toBe(at("2027-10-31T01:30Z"));
  });
});

it("a zone by an old name is known, one that there is not is not", () => {
  expect(["Europe/Paris", "US/Eastern", "Asia/Calcutta", "Mars/Olympus", ""].map(isKnownZone)).toEqual([true, true, true, false, false]);
});
