import { describe, expect, it } from "vitest";
import { durationWords, shortDay, shortTime, zoneCity } from "./wedding-time.ts";

const berlinNoon = Date.UTC(2026, 10, 24, 11, 0);

describe("times in the wedding's zone", () => {
  it("shows the clock of the wedding, not of this computer", () => {
    expect(shortTime(berlinNoon, "Europe/Berlin", berlinNoon)).toBe("12:00");
    expect(shortTime(berlinNoon, "America/Chicago", berlinNoon)).toBe("05:00");
  });

  it("adds the day when it is another day there", () => {
    expect(shortTime(berlinNoon + 20 * 3_600_000, "Europe/Berlin", berlinNoon)).toMatch(/25.*08:00/u);
  });

  it("names a day as the wedding's calendar does", () => {
    expect(shortDay(berlinNoon + 12 * 3_600_000, "Europe/Berlin")).toMatch(/25/u);
    expect(shortDay(berlinNoon + 12 * 3_600_000, "America/Chicago")).toMatch(/24/u);
  });

  it("rounds durations up", () => {
    expect(durationWords(59)).toBe("less than a minute");
    expect(durationWords(61)).toBe("about 2 min");
    expect(durationWords(7800)).toBe("about 2 h 10 min");
  });

  it("names the city of a zone", () => {
    expect(zoneCity("America/New_York")).toBe("New York");
  });
});
