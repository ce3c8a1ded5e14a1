import { passGates, type GateWorld } from "#hub/dispatcher/gates.ts";
import { instantOfLocal, type DailyHours } from "#shared/time/zoned.ts";
import { intentOf, openGates } from "../dispatch/approved.ts";
import { switchesOf, wallClockOf, type WallClock } from "./wall-clock.ts";
import { zonesByBehaviour } from "./zones.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const stepMs = 15 * minuteMs;
const stepMinutes = 15;
const minutesPerDay = 1_440;
/** Around each switch. */
const aroundMs = 3 * hourMs;
/** No window keeps a message longer; a message that is kept longer has lost its slot. */
const waitMsMax = 49 * hourMs;

/** Hours in which guests may be written to. The second to the sixth have a boundary where clocks are changed, or cross midnight. */
const windows: readonly DailyHours[] = [
  { from: "09:00", to: "20:00" },
  { from: "08:00", to: "21:00" },
  { from: "02:30", to: "23:30" },
  { from: "00:00", to: "24:00" },
  { from: "18:00", to: "01:15" },
  { from: "22:45", to: "02:00" },
  { from: "03:00", to: "02:30" },
];

export interface WalkFigures {
  readonly zones: number;
  readonly switches: number;
  /** Messages that the gate was asked about. */
  readonly asked: number;
  /** Local dates and times that were resolved to an instant. */
  readonly schedules: number;
  /** Let through while the wall clock stood in quiet hours. */
  readonly breaches: number;
  /** Kept past the next opening, or kept while it was open. */
  readonly lostSlots: number;
  readonly wrongSchedules: number;
  /** The first few faults, in words. */
  readonly faults: readonly string[];
}

export interface WalkOptions {
  readonly fromYear: number;
  readonly toYear: number;
  /** Walks only zones that one of these names means: for a quick look. */
  readonly zones?: readonly string[];
}

const faultsToldMax = 10;

/** Walks every switch of every zone, asks the production gate in steps of 15 minutes and compares with the wall clock. */
export const walkSwitches = ({ fromYear, toYear, zones }: WalkOptions): WalkFigures => {
  const figures = { zones: 0, switches: 0, asked: 0, schedules: 0, breaches: 0, lostSlots: 0, wrongSchedules: 0, faults: [] as string[] };
  const fault = (kind: "breaches" | "lostSlots" | "wrongSchedules", words: string): void => {
    figures[kind] += 1;
    if (figures.faults.length < faultsToldMax) figures.faults.push(`${kind}: ${words}`);
  };
  for (const [canonical, names] of zonesByBehaviour()) {
    if (zones !== undefined && !names.some((name) => zones.includes(name))) continue;
    const wall = wallClockOf(canonical);
    const switches = switchesOf(wall, Date.UTC(fromYear), Date.UTC(toYear + 1));
    figures.zones += names.length;
    figures.switches += switches.length * names.length;
    // A zone without switches is walked on a day like any other, and on a leap day.
    const places = switches.length > 0 ? switches : [Date.UTC(fromYear, 5, 1, 12), Date.UTC(2028, 1, 29, 12)];
    for (const place of places) {
      const walked = walkPlace(wall, place);
      // Only the names differ: an old one is asked with the usual hours.
      for (const zone of names) {
        for (const hours of zone === canonical || zone === names[0] ? windows : windows.slice(0, 1)) {
          figures.asked += askGates(walked, zone, hours, fault);
        }
        figures.schedules += resolveSchedules(walked, zone, fault);
      }
    }
  }
  return figures;
};

type Fault = (kind: "breaches" | "lostSlots" | "wrongSchedules", words: string) => void;

/** The wall clock around a switch, step by step; `instants[0]` is `aroundMs` before it. */
interface Walked {
  readonly instants: readonly number[];
  readonly walls: readonly number[];
  /** How many of them lie within `aroundMs` of the switch. */
  readonly asked: number;
}

const walkPlace = (wall: WallClock, place: number): Walked => {
  if (place % stepMs !== 0) throw new Error(`a switch at ${new Date(place).toISOString()}: the steps are too coarse for it`);
  const instants: number[] = [];
  for (let at = place - aroundMs; at <= place + aroundMs + waitMsMax; at += stepMs) instants.push(at);
  return { instants, walls: instants.map((at) => wall.minuteAt(at)), asked: (2 * aroundMs) / stepMs + 1 };
};

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const isOpenAt = (wall: number, { from, to }: DailyHours): boolean => {
  const minute = wall % minutesPerDay;
  const [opens, closes] = [minuteOf(from), minuteOf(to)];
  return opens < closes ? minute >= opens && minute < closes : minute >= opens || minute < closes;
};

const worldAt = (now: number, quietHours: DailyHours): GateWorld => ({
  now,
  paused: false,
  cancelled: false,
  view: openGates,
  quietHours,
  clockIsTrusted: true,
  clockIsDoubted: false,
  clockSkewMs: null,
  clockSkewMsMax: 5 * minuteMs,
});

const askGates = ({ instants, walls, asked }: Walked, zone: string, hours: DailyHours, fault: Fault): number => {
  const intent = intentOf("g1", instants[0] ?? 0, { quietZone: zone, expiresAt: (instants.at(-1) ?? 0) + hourMs });
  const [step] = intent.plan;
  if (step === undefined) throw new Error("the example has a step");
  for (let index = 0; index < asked; index += 1) {
    const at = instants[index] ?? 0;
    const where = (): string => `${zone} ${new Date(at).toISOString()} within ${hours.from}-${hours.to}`;
    const answer = passGates(intent, step, worldAt(at, hours));
    const opening = walls.findIndex((wall, later) => later >= index && isOpenAt(wall, hours));
    if (answer.kind === "pass") {
      if (opening !== index) fault("breaches", where());
      continue;
    }
    const expected = instants[opening];
    if (answer.kind !== "wait" || answer.reason !== "quiet-hours" || opening === index || answer.until !== expected) {
      const got = answer.kind === "wait" && answer.until !== null ? new Date(answer.until).toISOString() : answer.kind;
      fault("lostSlots", `${where()}: ${got}, not ${expected === undefined ? "known" : new Date(expected).toISOString()}`);
    }
  }
  return asked;
};

/** Each wall-clock time from three hours before to three hours after the switch, whether the wall shows it once, twice or never. */
const resolveSchedules = ({ instants, walls, asked }: Walked, zone: string, fault: Fault): number => {
  const within = walls.slice(0, asked);
  const first = Math.min(...within);
  const last = Math.max(...within);
  let resolved = 0;
  for (let local = first; local <= last; local += stepMinutes) {
    const text = new Date(local * minuteMs).toISOString().slice(0, 16);
    // Not before: the first time that the wall shows it or has passed it. Not after: the last time that it shows it.
    const begins = walls.findIndex((wall) => wall >= local);
    const shows = walls.lastIndexOf(local);
    const expected = { "not-before": instants[begins], "not-after": instants[shows < 0 ? begins : shows] };
    for (const use of ["not-before", "not-after"] as const) {
      const got = instantOfLocal(text, zone, use);
      resolved += 1;
      if (got !== expected[use]) {
        fault("wrongSchedules", `${use} ${text} in ${zone}: ${new Date(got).toISOString()}, not ${String(expected[use])}`);
      }
    }
  }
  return resolved;
};
