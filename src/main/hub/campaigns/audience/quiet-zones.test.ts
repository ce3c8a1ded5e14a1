import { describe, expect, it, test } from "vitest";
import type { Guest } from "#shared/domain/index.ts";
import { isKnownZone } from "#shared/time/zoned.ts";
import table from "./phone-zones.json" with { type: "json" };
import { createQuietZones } from "./quiet-zones.ts";
import { zonesOfNumber } from "./zones-of-number.ts";

const now = Date.UTC(2027, 5, 1, 12);
const hours = { from: "09:00", to: "20:00" };
const newYorkMobile = "+12122345678";
const londonMobile = "+447400123456";

/** Only what decides about the zone. */
const guestWith = (numbers: readonly string[], zone: string | null = null): Guest =>
  ({ zone, contactPoints: numbers.map((address) => ({ channel: "sms", address })) }) as unknown as Guest;

const quietOf = (weddingZone: string, guest: Guest, given: typeof hours | null = hours) =>
  createQuietZones({ zone: weddingZone }, given, now)(guest);

describe("whose night is kept for a guest", () => {
  test.for([
    [
      "what a person said, whatever the number says",
      "America/Los_Angeles",
      guestWith([newYorkMobile], "Asia/Tokyo"),
      ["Asia/Tokyo"],
      "said",
    ],
    ["the wedding's, where nothing says anything", "America/Los_Angeles", guestWith([]), ["America/Los_Angeles"], "wedding"],
    ["the wedding's, where the number could not be read", "Europe/Rome", guestWith([""]), ["Europe/Rome"], "wedding"],
    ["the number's alone, from another country", "America/Los_Angeles", guestWith([londonMobile]), ["Europe/London"], "number"],
    [
      "the number's and the wedding's, from the same country",
      "America/Los_Angeles",
      guestWith([newYorkMobile]),
      ["America/Los_Angeles", "America/New_York"],
      "number",
    ],
    ["one, where both run alike under two names", "Asia/Kolkata", guestWith(["+919876543210"]), ["Asia/Kolkata"], "number"],
    ["those of both numbers", "UTC", guestWith([londonMobile, "+81312345678"]), ["Europe/London", "Asia/Tokyo"], "number"],
  ] as const)("%s", ([, weddingZone, guest, zones, by]) => {
    expect(quietOf(weddingZone, guest)).toEqual({ zones, by });
  });

  it("is the number's, where that of the wedding leaves no hour of the day", () => {
    const honolulu = guestWith(["+18082345678"]);
    expect(quietOf("America/New_York", honolulu).zones).toEqual(["America/New_York", "Pacific/Honolulu"]);
    expect(quietOf("America/New_York", honolulu, { from: "09:00", to: "12:00" }).zones).toEqual(["Pacific/Honolulu"]);
  });

  it("is the wedding's, where the numbers leave no hour of the day", () => {
    const both = guestWith([newYorkMobile, "+81312345678"]);
    expect(quietOf("Europe/Rome", both)).toEqual({ zones: ["Europe/Rome"], by: "wedding" });
  });

  it("is every zone of a large country whose numbers say no more", () => {
    expect(quietOf("Europe/Rome", guestWith(["+61412345678"])).zones).toEqual(
      expect.arrayContaining(["Australia/Perth", "Australia/Brisbane"]),
    );
  });

  it("is kept without quiet hours too: they may be switched on", () => {
    expect(quietOf("America/Los_Angeles", guestWith([londonMobile]), null).zones).toEqual(["Europe/London"]);
  });
});

describe("the table of prefixes", () => {
  it("has zones that this runtime knows, and prefixes that are digits", () => {
    const zones = Object.keys(table.zones).flatMap((key) => key.split(" "));
    expect(zones.filter((zone) => !isKnownZone(zone))).toEqual([]);
    expect(
      Object.values(table.zones)
        .flatMap((prefixes) => prefixes.split(" "))
        .filter((one) => !/^\d{2,11}$/u.test(one)),
    ).toEqual([]);
  });

  test.for([
    ["+14152345678", ["America/Los_Angeles"]],
    ["+13032345678", ["America/Denver"]],
    ["+16042345678", ["America/Vancouver"]],
    ["+493012345678", ["Europe/Berlin", "Europe/Busingen"]],
    ["+5592981234567", ["America/Manaus"]],
    ["+999123", []],
  ] as const)("puts %s into %s", ([number, zones]) => {
    expect(zonesOfNumber(number)).toEqual(zones);
  });
});
