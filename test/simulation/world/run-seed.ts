import { foldMessage } from "#shared/message/fold.ts";
import { seededRandom } from "#test/dispatch/open-dispatcher.ts";
import { createClaimsTable, type ClaimsTable } from "./claims-table.ts";
import { createComputer } from "./computer.ts";
import type { FarEndKind } from "./desk.ts";
import { createDisk, createFolder, type DiskFolder } from "./disk.ts";
import { createFarEnd, type FarEnd } from "./far-end.ts";
import { createKeptStore } from "./kept-store.ts";
import { judgeArrival, judgeEnding } from "./oracle.ts";
import { createPeople } from "./people.ts";
import { drawProfile, drawWeather, type Profile } from "./profile.ts";
import { isQuietAt } from "./quiet-hours.ts";
import { createSeat, type Seat, type SeatOptions, type Tally } from "./seat.ts";
import { planWedding, type Wedding } from "./wedding.ts";
import { createWorld, type World } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly events: number;
  /** Two runs of one seed have the same. */
  readonly hash: string;
  readonly isRealistic: boolean;
  readonly desktops: number;
  readonly messages: number;
  readonly effects: number;
  /** Messages that were held at some time. */
  readonly held: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Messages of which both steps of their plan were tried. */
  readonly secondSteps: number;
  readonly tally: Readonly<Tally>;
  /** What happened, line by line; empty unless asked for. */
  readonly trace: readonly string[];
}

const rate = { perSecond: 10, burst: 5, concurrency: 4 };

/** Two ways for email, as with a connected fallback; one for texts, and one for each kind of device. */
const connectFarEnds = (world: World, profile: Profile): readonly FarEnd[] => {
  const isRealistic = profile.kind === "realistic";
  const keyLifeMs = !isRealistic && world.happens(0.5) ? 62 * minute : 24 * hour;
  const first = isRealistic || world.happens(0.7) ? "keyed" : "mute";
  const kinds: readonly Omit<FarEndKind, "rate" | "weather">[] = [
    { id: "resend", kind: first, channel: "email", keyLifeMs },
    { id: "sendgrid", kind: "mute", channel: "email", keyLifeMs: 0 },
    { id: "twilio", kind: "listed", channel: "sms", keyLifeMs: 0 },
    { id: "fcm", kind: "keyed", channel: "push", pushService: "fcm", keyLifeMs: 24 * hour },
    { id: "apns", kind: "keyed", channel: "push", pushService: "apns", keyLifeMs: 24 * hour },
  ];
  return kinds.map((kind) => createFarEnd({ ...kind, rate, weather: drawWeather(world, profile) }, world));
};

export interface RunOptions {
  /** Keeps what happened as lines. */
  readonly keepTrace?: boolean;
}

/**
 * One run on virtual time: a few messages over five providers, 45 minutes of faults, crashes, orders, decisions, sleeps and clocks
 * that jump, then calm. Answers what was violated. The same seed replays the same run.
 */
export const runSeed = async (seed: number, { keepTrace = false }: RunOptions = {}): Promise<SeedResult> => {
  const profile = drawProfile(seededRandom(seed ^ 0x5eed));
  const world = createWorld(seed, profile.startAt, keepTrace);
  const folder = createFolder();
  try {
    return await runWorld(world, profile, folder);
  } finally {
    folder.remove();
  }
};

const runWorld = async (world: World, profile: Profile, folder: DiskFolder): Promise<SeedResult> => {
  const { clock } = world;
  world.faultShare = profile.faultShare;
  const isHarsh = profile.kind === "harsh";
  const farEnds = connectFarEnds(world, profile);
  const wedding = planWedding(world, { guests: profile.guests, zones: profile.zones, isPlain: !isHarsh });
  const claims = profile.desktops > 1 ? createClaimsTable(world) : null;
  const state = { isCalm: false, held: new Set<string>() };
  const seats = Array.from({ length: profile.desktops }, (_, index): Seat => {
    const deviceId = `desktop-${index + 1}`;
    const desktop = {
      deviceId,
      computer: createComputer(world, world.happens(0.5)),
      disk: createDisk(world, folder, deviceId),
      store: createKeptStore(),
    };
    return createSeat({
      world,
      desktop,
      wedding,
      farEnds,
      claims,
      campaignId: wedding.campaignId,
      limits: profile.hasNights ? {} : { quietHours: null },
      isCalm: () => state.isCalm,
      dies: (point) => !state.isCalm && seatOf(index).lives < profile.livesMax && world.happens(profile.crashChance(point)),
      arrived: arrivalJudge(world, profile, claims, farEnds),
      held: (id) => state.held.add(id),
    });
  });
  const seatOf = (index: number): Seat => {
    const seat = seats[index];
    if (seat === undefined) throw new Error("a seat per desktop");
    return seat;
  };
  const people = createPeople({ world, wedding, claims });
  const passTo = async (end: number): Promise<void> => {
    let strikesAt = 0;
    while (clock.monotonic() < end) {
      for (const seat of seats) await seat.keepRunning();
      const longest = state.isCalm || !isHarsh ? 10 * minute : strikesAt - clock.monotonic();
      await clock.until(() => seats.some((seat) => seat.isDown()), Math.max(1, Math.min(end - clock.monotonic(), longest)));
      if (!state.isCalm && isHarsh && clock.monotonic() >= strikesAt) {
        strikesAt = clock.monotonic() + minute * (0.3 + world.random.next() * 2.7);
        for (const seat of seats) await people.strike(seat);
        if (world.happens(0.3)) await publish(seats);
      }
      if (state.isCalm) for (const seat of seats) await people.attend(seat);
      // Whoever is down waits for its time.
      if (seats.some((seat) => seat.isDown())) await clock.until(() => false, 1_000);
    }
  };
  await passTo(profile.troubledMs);
  state.isCalm = true;
  world.faultShare = 0;
  // All clocks first: whoever is waited for may sleep for hours.
  for (const { desktop } of seats) desktop.computer.setWall(0);
  for (const seat of seats) await people.end(seat);
  for (const farEnd of farEnds) farEnd.tellAll();
  await passTo(clock.monotonic() + profile.calmMs);
  await publish(seats);
  await clock.until(() => false, 1_000);

  const judged = judgeRun(world, wedding, seats, claims, profile);
  for (const seat of seats) {
    if (seat.life === undefined) continue;
    await seat.inTime(seat.life.close());
    seat.life.die("at the end");
  }
  return {
    ...judged,
    seed: world.seed,
    isRealistic: !isHarsh,
    desktops: seats.length,
    held: state.held.size,
    ...resultOf(world, wedding, seats),
  };
};

const resultOf = (world: World, wedding: Wedding, seats: readonly Seat[]) => ({
  violations: world.violations,
  events: world.trace.events(),
  hash: world.trace.hash(),
  messages: wedding.intents.length,
  effects: world.effects.length,
  trace: world.trace.lines(),
  tally: seats
    .map(({ tally }) => tally)
    .reduce((a, b) => Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n + b[key as keyof Tally]])) as unknown as Tally),
});

const arrivalJudge =
  (world: World, profile: Profile, claims: ClaimsTable | null, farEnds: readonly FarEnd[]): SeatOptions["arrived"] =>
  (seat, request, provider, { ledger }) => {
    const { computer, deviceId, store } = seat.desktop;
    const now = { wall: computer.clock.now(), true: world.trueNow(), steady: world.clock.monotonic() };
    const problems = judgeArrival(request, provider, {
      ledger,
      lists: store.lists,
      orders: seat.orders,
      isQuiet: (intent) => profile.hasNights && isQuietAt(now.wall, intent),
      holdsClaim: (id) => claims === null || claims.ownerOf(id) === deviceId,
      keyLifeMs: (one) => farEnds.find(({ id }) => id === one)?.keyLifeMs ?? 0,
      now,
    });
    for (const problem of problems) world.violate(problem);
  };

/** Desktops tell each other what was accepted (design 4.3): whose claim it was not must not wait for ever. */
const publish = async (seats: readonly Seat[]): Promise<void> => {
  for (const seat of seats) {
    for (const other of seats) {
      const { life: from } = seat;
      const { life: to } = other;
      if (from === to || from?.alive() !== true || to?.alive() !== true) continue;
      if (seat.hasForeignJournal() || other.hasForeignJournal() || other.desktop.computer.isAsleep()) continue;
      const facts = [...from.book.entries()].flatMap((entry) => (entry.state.kind === "accepted" ? entry.facts : []));
      if (facts.length > 0) await other.inTime(to.ledger.append({ facts }).catch(() => undefined));
    }
  }
};

const judgeRun = (world: World, wedding: Wedding, seats: readonly Seat[], claims: ClaimsTable | null, profile: Profile) => {
  const kinds: Record<string, number> = {};
  let secondSteps = 0;
  for (const intent of wedding.intents) {
    const { messageId, expiresAt } = intent;
    const owner = claims?.ownerOf(messageId);
    // The desktop that holds the claim knows; without one, each must have come to an end by itself.
    for (const seat of seats.filter(({ desktop }) => owner === undefined || desktop.deviceId === owner)) {
      const rows = seat.life?.ledger.readMessage(messageId);
      const kind = seat.life?.dispatcher.stateOf(messageId)?.kind ?? "lost";
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (new Set(rows?.attempts.map((one) => one.planIndex)).size > 1) secondSteps += 1;
      const problems = judgeEnding({
        messageId,
        kind,
        effects: world.effects.filter((effect) => effect.messageId === messageId).length,
        facts: rows?.facts.map((fact) => fact.kind) ?? [],
        pastExpiryMs: world.trueNow() - expiresAt,
        isSpoilt: seat.spoilt.has(messageId),
        mayWait: profile.hasNights && (isQuietAt(world.trueNow(), intent) || isQuietAt(world.trueNow() - hour, intent)),
      });
      if (problems.length > 0)
        world.trace.note(
          `${seat.desktop.deviceId} shows ${messageId} as ${JSON.stringify(seat.life?.dispatcher.stateOf(messageId))}, ${JSON.stringify(seat.life?.dispatcher.waitingOf(messageId))}`,
        );
      for (const problem of problems) world.violate(problem);
      if (rows !== undefined && rows.damaged === 0) judgeFold(world, rows);
    }
  }
  return { kinds, secondSteps };
};

/** S12: the same rows in any order and any number say the same. */
const judgeFold = (world: World, rows: Parameters<typeof foldMessage>[0]): void => {
  const shuffled = <Item>(items: readonly Item[]): Item[] =>
    [...items, ...items.filter(() => world.happens(0.5))]
      .map((item) => [world.random.next(), item] as const)
      .toSorted((a, b) => a[0] - b[0])
      .map(([, item]) => item);
  const again = foldMessage({ intent: rows.intent, attempts: shuffled(rows.attempts), facts: shuffled(rows.facts) });
  if (JSON.stringify(again) !== JSON.stringify(foldMessage(rows)))
    world.violate(`S12: ${rows.intent.messageId} depends on the order of its rows`);
};
