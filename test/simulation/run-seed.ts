import type { Intent } from "#shared/message/ledger-rows.ts";
import type { Random } from "#hub/ports/index.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { seededRandom, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { createVirtualClock, type VirtualClock } from "#test/clock/virtual-clock.ts";
import { createFarEnd, type FarEnd, type FaultyWorld } from "./faulty-provider.ts";
import { startProcess, type HubProcess } from "./hub-process.ts";
import { judgeArrival, judgeEnding } from "./oracle.ts";
import { createTrouble } from "./trouble.ts";

export interface SeedResult {
  readonly violations: readonly string[];
  readonly lives: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly effects: number;
  /** Messages of which both channels of their plan were tried. */
  readonly secondSteps: number;
}

const minute = 60_000;
const hour = 60 * minute;
const troubledMs = 45 * minute;
/** L1: once faults stop, everything is settled or held within this. */
const calmMs = hour;
const livesMax = 12;

const approveMessages = (seed: number, now: number, random: Random): readonly Intent[] => {
  const plans = [["email", "sms"], ["sms", "email"], ["email"], ["sms"]] as const;
  return Array.from({ length: 4 + Math.floor(random.next() * 8) }, (_, index) =>
    intentOf(`g${index}`, now, {
      approvalId: `approval-${seed}`,
      campaignId: `campaign-${seed}`,
      practice: false,
      channels: plans[Math.floor(random.next() * plans.length)] ?? ["email"],
      notBefore: now + (random.next() < 0.2 ? Math.round(random.next() * 20) * minute : 0),
      expiresAt: now + (random.next() < 0.1 ? 20 * minute : 48 * hour),
    }),
  );
};

/** Two ways for email, as with a connected fallback, and one for texts. */
const connectFarEnds = (world: FaultyWorld, clock: VirtualClock, random: Random): readonly FarEnd[] => {
  const keyLifeMs = random.next() < 0.3 ? 90 * minute : 24 * hour;
  const first = random.next() < 0.7 ? "keyed" : "mute";
  return [
    createFarEnd({ id: "resend", kind: first, channel: "email", keyLifeMs }, world, clock, random),
    createFarEnd({ id: "sendgrid", kind: "mute", channel: "email", keyLifeMs: 0 }, world, clock, random),
    createFarEnd({ id: "twilio", kind: "listed", channel: "sms", keyLifeMs: 0 }, world, clock, random),
  ];
};

/**
 * One run on virtual time: a few messages over three providers, 45 minutes of faults, crashes, orders, decisions and clocks
 * that jump, then calm. Answers what was violated. The same seed replays the same run.
 */
export const runSeed = async (seed: number): Promise<SeedResult> => {
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const startedAt = clock.now();
  let sleptMs = 0;
  const trueNow = (): number => startedAt + clock.monotonic() + sleptMs;
  const world: FaultyWorld = {
    effects: [],
    violations: [],
    faultShare: 0.1 + random.next() * 0.6,
    suppressedSince: new Map(),
    trueNow,
  };
  const farEnds = connectFarEnds(world, clock, random);
  const intents = approveMessages(seed, clock.now(), random);
  const messageIds = intents.map((one) => one.messageId);
  const addresses = intents.flatMap((one) => one.plan.map((step) => step.address));
  const slept = (ms: number): void => void (sleptMs += ms);
  const trouble = createTrouble({ clock, random, world, messageIds, addresses, campaignId: `campaign-${seed}`, slept });
  const crashShare = random.next() * 0.04;
  let lives = 0;
  let troubled = false;
  const live = async (path: string): Promise<HubProcess> => {
    lives += 1;
    return await startProcess({
      clock,
      path,
      farEnds,
      seed: seed + lives,
      isSuppressed: (address) => world.suppressedSince.has(address),
      dies: () => troubled && lives < livesMax && random.next() < crashShare,
      arrived: (request, provider, { ledger }) => {
        const now = { wall: clock.now(), steady: clock.monotonic() };
        world.violations.push(...judgeArrival(request, provider, ledger, world, now));
      },
    });
  };

  let process = await live(temporaryLedgerPath());
  const inTime = async (work: Promise<unknown>): Promise<void> => {
    let done = false;
    const settled = (): void => void (done = true);
    void work.then(settled, settled);
    await clock.until(() => done || !process.alive(), minute);
  };
  await inTime(process.ledger.approve(approvalOf(intents)));
  await inTime(process.dispatcher.start());
  troubled = true;
  const passTo = async (end: number): Promise<void> => {
    while (clock.monotonic() < end) {
      await clock.until(() => !process.alive(), Math.min(end - clock.monotonic(), minute * 3));
      if (process.alive() && troubled) await trouble.strike(process, inTime);
      if (process.alive()) continue;
      const remains = process.remains();
      void process.ledger.close();
      if (random.next() < 0.3) trouble.sleep(random.next() * 20 * minute);
      trouble.beforeStart();
      process = await live(remains);
      await inTime(process.dispatcher.start());
    }
  };
  await passTo(troubledMs);
  troubled = false;
  world.faultShare = 0;
  await trouble.end(process, inTime);
  await passTo(troubledMs + calmMs);

  const result = judgeRun(intents, process, world);
  await inTime(process.dispatcher.stop());
  process.die();
  await process.ledger.close();
  return { ...result, lives };
};

const judgeRun = (intents: readonly Intent[], { ledger, dispatcher }: HubProcess, world: FaultyWorld): Omit<SeedResult, "lives"> => {
  const kinds: Record<string, number> = {};
  let secondSteps = 0;
  for (const { messageId, expiresAt } of intents) {
    const rows = ledger.readMessage(messageId);
    const kind = dispatcher.stateOf(messageId)?.kind ?? "lost";
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (new Set(rows?.attempts.map((one) => one.planIndex)).size > 1) secondSteps += 1;
    const effects = world.effects.filter((effect) => effect.messageId === messageId).length;
    const facts = rows?.facts.map((fact) => fact.kind) ?? [];
    world.violations.push(...judgeEnding({ messageId, kind, effects, facts, pastExpiryMs: world.trueNow() - expiresAt }));
  }
  return { violations: world.violations, kinds, effects: world.effects.length, secondSteps };
};
