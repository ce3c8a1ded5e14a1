import { faults, type Fault } from "./answer.ts";
import { createComputer } from "./computer.ts";
import type { FarEndKind } from "./desk.ts";
import { createDisk, createFolder } from "./disk.ts";
import { createFarEnd } from "./far-end.ts";
import { createKeptStore } from "./kept-store.ts";
import { judgeArrival, judgeEnding } from "./oracle.ts";
import { createSeat } from "./seat.ts";
import { planWedding } from "./wedding.ts";
import { createWorld } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;

type Kind = FarEndKind["kind"];
const kinds: readonly Kind[] = ["keyed", "listed", "mute"];

/** One message, one desktop, one provider; crashes by the count of points passed in a life, faults by the count of calls. */
export interface SmallCase {
  readonly kind: Kind;
  /** In each life: at which point it dies; a life without one does not. */
  readonly crashes: readonly number[];
  /** What happens to the first calls. */
  readonly faults: readonly Fault[];
}

export interface SmallRun {
  readonly violations: readonly string[];
  /** Points passed by each life: where a process could have died. */
  readonly points: readonly number[];
}

export const runSmall = async ({ kind, crashes, faults: script }: SmallCase): Promise<SmallRun> => {
  const world = createWorld(1, Date.UTC(2027, 5, 1, 12), false);
  const folder = createFolder();
  const channel = kind === "keyed" ? "email" : "sms";
  const id = { keyed: "resend", listed: "twilio", mute: "twilio" } as const;
  const rate = { perSecond: 10, burst: 5, concurrency: 4 };
  const farEnd = createFarEnd({ id: id[kind], kind, channel, keyLifeMs: 24 * hour, rate, weather: [], script: [...script] }, world);
  const wedding = planWedding(world, { guests: 1, zones: ["UTC"], isPlain: true, ways: [channel] });
  const points: number[] = [];
  const seat = createSeat({
    world,
    desktop: {
      deviceId: "desktop-1",
      computer: createComputer(world, false),
      disk: createDisk(world, folder, "d"),
      store: createKeptStore(),
    },
    wedding,
    farEnds: [farEnd],
    claims: null,
    campaignId: wedding.campaignId,
    limits: { quietHours: null },
    isCalm: () => true,
    dies: () => {
      const life = seat.lives - 1;
      points[life] = (points[life] ?? 0) + 1;
      return points[life] === crashes[life];
    },
    arrived: ({ desktop, orders }, request, provider, { ledger }) => {
      const now = { wall: desktop.computer.clock.now(), true: world.trueNow(), steady: world.clock.monotonic() };
      const evidence = {
        ledger,
        lists: desktop.store.lists,
        orders,
        isQuiet: () => false,
        holdsClaim: () => true,
        keyLifeMs: () => 24 * hour,
        now,
      };
      for (const problem of judgeArrival(request, provider, evidence)) world.violate(problem);
    },
    held: () => undefined,
  });
  try {
    await seat.settle();
    const messageId = wedding.intents[0]?.messageId ?? "";
    const kindNow = (): string => seat.life?.dispatcher.stateOf(messageId)?.kind ?? "lost";
    const isOpen = (): boolean => ["lost", "queued", "started", "unknown"].includes(kindNow());
    const end = world.clock.monotonic() + 2 * hour;
    while (world.clock.monotonic() < end && isOpen()) {
      await seat.keepRunning();
      await world.clock.until(() => seat.isDown() || !isOpen(), 10 * minute);
      // The key is entered anew.
      if (seat.life?.alive() === true) seat.life.mend(id[kind]);
    }
    // What was given up by us may still arrive, and what was told may still be read.
    await world.clock.until(() => seat.isDown(), 2 * minute);
    await seat.keepRunning();
    const problems = judgeEnding({
      messageId,
      kind: kindNow(),
      effects: world.effects.length,
      facts: seat.life?.ledger.readMessage(messageId)?.facts.map((fact) => fact.kind) ?? [],
      pastExpiryMs: world.trueNow() - (wedding.intents[0]?.expiresAt ?? 0),
      isSpoilt: false,
      mayWait: false,
    });
    for (const problem of problems) world.violate(problem);
    if (seat.life !== undefined) await seat.inTime(seat.life.close());
    return { violations: world.violations, points };
  } finally {
    seat.life?.die("at the end");
    folder.remove();
  }
};

/** Points of a life that anything still depends on; later ones are ticks of a clock that nobody waits for. */
const pointsMax = 30;

const upTo = (count: number): readonly number[] => Array.from({ length: Math.min(pointsMax, count) }, (_, index) => index + 1);

/**
 * F3, enumerated and not drawn: for each kind of provider a crash at each point of the first life with each fault of the first call; each
 * pair of faults of the first two calls; and each pair of crashes in the first two lives.
 */
export async function* smallCases(): AsyncGenerator<SmallCase> {
  for (const kind of kinds) {
    for (const first of faults) {
      const { points } = await runSmall({ kind, crashes: [], faults: [first] });
      for (const crash of upTo(points[0] ?? 0)) yield { kind, crashes: [crash], faults: [first] };
      for (const second of faults) yield { kind, crashes: [], faults: [first, second] };
    }
    const { points } = await runSmall({ kind, crashes: [], faults: [] });
    for (const first of upTo(points[0] ?? 0)) {
      const after = await runSmall({ kind, crashes: [first], faults: [] });
      for (const second of upTo(after.points[1] ?? 0)) yield { kind, crashes: [first, second], faults: [] };
    }
  }
}

/** Runs one in `every` of them; answers how many, and what was violated. */
export const runSmallCase = async (every = 1): Promise<{ readonly cases: number; readonly violations: readonly string[] }> => {
  const violations: string[] = [];
  let cases = 0;
  let seen = 0;
  for await (const one of smallCases()) {
    seen += 1;
    if (seen % every !== 0) continue;
    cases += 1;
    for (const violation of (await runSmall(one)).violations) violations.push(`${violation} in ${JSON.stringify(one)}`);
  }
  return { cases, violations };
};
