/**
 * What the clock on the wall shows in a zone, told by `Intl.DateTimeFormat` alone. The oracle of quiet hours: it shares no line with
 * what it judges (`src/shared/time/zoned.ts`), which asks a Temporal library, and it finds by walking, never by computing.
 */
export interface WallClock {
  /** Minutes since 1970-01-01T00:00 as the wall shows them; grows and jumps with the zone. */
  minuteAt(instant: number): number;
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

export const wallClockOf = (zone: string): WallClock => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return {
    // `06/12/2027, 15:00`
    minuteAt: (instant) => {
      const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = format.format(instant).split(/\D+/u).map(Number);
      return Date.UTC(year, month - 1, day, hour, minute) / minuteMs;
    },
  };
};

/** The name that the runtime knows a zone by; old names share it. */
export const canonicalZone = (zone: string): string => new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;

/** Every instant in `[from, to)` at which the wall clock jumps, found by comparing it day by day and halving down to the minute. */
export const switchesOf = (wall: WallClock, from: number, to: number): number[] => {
  const offsetAt = (instant: number): number => wall.minuteAt(instant) - instant / minuteMs;
  const switches: number[] = [];
  let before = offsetAt(from);
  for (let day = from; day < to; day += dayMs) {
    const after = offsetAt(day + dayMs);
    if (after === before) continue;
    let low = day;
    let high = day + dayMs;
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / minuteMs / 2) * minuteMs;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    switches.push(high);
    before = after;
  }
  return switches;
};
