import { judgeAttempt } from "#shared/message/attempt-outcome.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { SendRequest } from "#hub/providers/contract.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { seededRandom, temporaryLedgerPath, type OpenedDispatcher } from "#test/dispatch/open-dispatcher.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { createFarEnd, type FaultyWorld } from "./faulty-provider.ts";
import { startProcess, type HubProcess } from "./hub-process.ts";

export interface SeedResult {
  readonly violations: readonly string[];
  readonly lives: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly effects: number;
}

const minute = 60_000;
const troubledMs = 45 * minute;
/** L1: once faults stop, everything is settled or held within this. */
const calmMs = 60 * minute;
const livesMax = 12;
const restless: readonly MessageState["kind"][] = ["queued", "started", "unknown"];

/**
 * One run on virtual time: a few messages over three kinds of provider, 45 minutes of faults, crashes, orders and
 * decisions, then calm. Answers what was violated. The same seed replays the same run.
 */
export const runSeed = async (seed: number): Promise<SeedResult> => {
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const world: FaultyWorld = { effects: [], violations: [], faultShare: 0.1 + random.next() * 0.6 };
  const emailKind = random.next() < 0.7 ? "keyed" : "mute";
  const farEnds = [createFarEnd(emailKind, "email", world, clock, random), createFarEnd("listed", "sms", world, clock, random)];
  const intents = Array.from({ length: 4 + Math.floor(random.next() * 8) }, (_, index) =>
    intentOf(`g${index}`, clock.now(), {
      approvalId: `approval-${seed}`,
      campaignId: `campaign-${seed}`,
      channels: random.next() < 0.3 ? ["sms", "email"] : random.next() < 0.5 ? ["email"] : ["sms"],
      expiresAt: clock.now() + (random.next() < 0.1 ? 20 * minute : 48 * 60 * minute),
    }),
  );
  const crashShare = random.next() * 0.04;
  let lives = 0;
  let troubled = false;
  const arrived = (request: SendRequest, provider: string, opened: OpenedDispatcher): void => {
    checkArrival(request, provider, opened, world);
  };
  const live = async (path: string): Promise<HubProcess> => {
    lives += 1;
    const dies = (): boolean => troubled && lives < livesMax && random.next() < crashShare;
    return await startProcess({ clock, path, farEnds, seed: seed + lives, dies, arrived });
  };

  let process = await live(temporaryLedgerPath());
  const inTime = async (work: Promise<unknown>): Promise<void> => {
    let done = false;
    void work.then(
      () => (done = true),
      () => (done = true),
    );
    await clock.until(() => done || !process.alive(), minute);
  };
  await inTime(process.ledger.approve(approvalOf(intents)));
  await inTime(process.dispatcher.start());
  troubled = true;
  const passTo = async (end: number): Promise<void> => {
    while (clock.monotonic() < end) {
      await clock.until(() => !process.alive(), Math.min(end - clock.monotonic(), minute * 3));
      if (process.alive())
        await interfere(
          process,
          inTime,
          random,
          troubled,
          intents.map((one) => one.messageId),
        );
      if (process.alive()) continue;
      const remains = process.remains();
      void process.ledger.close();
      clock.jump(random.next() < 0.3 ? random.next() * 20 * minute : 0);
      process = await live(remains);
      await inTime(process.dispatcher.start());
    }
  };
  await passTo(troubledMs);
  troubled = false;
  world.faultShare = 0;
  await inTime(process.dispatcher.resumeAll());
  await inTime(process.dispatcher.resumeCampaign(intents[0]?.campaignId ?? ""));
  await passTo(troubledMs + calmMs);

  const kinds: Record<string, number> = {};
  for (const { messageId } of intents) {
    const entry = process.book.get(messageId);
    const kind = entry?.state.kind ?? "lost";
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    const effects = world.effects.filter((effect) => effect.messageId === messageId).length;
    world.violations.push(...judgeEnd(messageId, kind, effects, entry?.facts.map((fact) => fact.kind) ?? []));
  }
  const stopped = process.dispatcher.stop();
  await inTime(stopped);
  process.die();
  await process.ledger.close();
  return { violations: world.violations, lives, kinds, effects: world.effects.length };
};

type Decide = "arrived" | "send-again" | "skip";

/** People: they pause, resume, and decide about what is held. */
const interfere = async (
  { dispatcher }: HubProcess,
  inTime: (work: Promise<unknown>) => Promise<void>,
  random: { next(): number },
  troubled: boolean,
  messageIds: readonly string[],
): Promise<void> => {
  if (!troubled) return;
  const draw = random.next();
  if (draw < 0.05) await inTime(dispatcher.pauseAll());
  else if (draw < 0.3) await inTime(dispatcher.resumeAll());
  if (random.next() > 0.3) return;
  const held = messageIds.find((id) => dispatcher.stateOf(id)?.kind === "held");
  const decision = (["arrived", "send-again", "skip"] as const satisfies readonly Decide[])[Math.floor(random.next() * 3)] ?? "skip";
  if (held !== undefined) await inTime(dispatcher.decide(held, decision));
};

/** What must hold at the instant a request arrives. */
const checkArrival = (request: SendRequest, provider: string, { ledger }: OpenedDispatcher, world: FaultyWorld): void => {
  const rows = ledger.readMessage(request.messageId);
  const attempt = rows?.attempts.find((one) => one.attemptId === request.attemptId);
  if (rows === undefined || attempt === undefined) {
    world.violations.push(`S3: ${request.messageId} left without a row on disk`);
    return;
  }
  if (attempt.startedAt >= rows.intent.expiresAt) world.violations.push(`S10: ${request.messageId} left after it expired`);
  const released = new Set(rows.facts.filter((fact) => fact.kind === "send-again").map((fact) => fact.attemptId));
  const releasedUpTo = rows.attempts.filter((one) => released.has(one.attemptId)).reduce((most, one) => Math.max(most, one.n), 0);
  for (const earlier of rows.attempts) {
    if (earlier.n >= attempt.n || earlier.n <= releasedUpTo) continue;
    const facts = rows.facts.filter((fact) => fact.attemptId === earlier.attemptId);
    const { outcome } = judgeAttempt(earlier, facts);
    if (outcome === "accepted") world.violations.push(`S1: ${request.messageId} left although it was accepted`);
    const doubtful = outcome === "unknown" || outcome === "open";
    const sameKey = attempt.idempotencyKey !== "" && earlier.idempotencyKey === attempt.idempotencyKey;
    const settledByKey = rows.attempts.some(
      (one) =>
        one.n > earlier.n &&
        one.idempotencyKey !== "" &&
        one.idempotencyKey === earlier.idempotencyKey &&
        judgeAttempt(
          one,
          rows.facts.filter((fact) => fact.attemptId === one.attemptId),
        ).outcome === "rejected",
    );
    if (doubtful && !sameKey && !settledByKey) {
      world.violations.push(
        `${earlier.provider === provider ? "S5" : "S7"}: ${request.messageId} left while attempt ${earlier.n} was in doubt`,
      );
    }
  }
};

/** What must hold when everything has come to rest. */
const judgeEnd = (messageId: string, kind: string, effects: number, facts: readonly string[]): string[] => {
  const forced = facts.filter((one) => one === "send-again").length;
  const problems: string[] = [];
  if (kind === "lost") problems.push(`lost: ${messageId}`);
  if ((restless as readonly string[]).includes(kind)) problems.push(`L1: ${messageId} is stuck as ${kind}`);
  if (effects > 1 + forced) problems.push(`S1: ${messageId} went out ${effects} times, ${forced} forced`);
  if (kind === "accepted" && effects === 0 && !facts.includes("marked-accepted"))
    problems.push(`${messageId} counts as accepted and never went out`);
  const unsent = ["rejected", "dead", "expired", "suppressed"].includes(kind);
  if (unsent && effects > 0 && forced === 0) problems.push(`${messageId} went out and counts as ${kind}`);
  return problems;
};
