import { setTimeout as sleep } from "node:timers/promises";
import type { Tally } from "#shared/api/campaigns.ts";
import { seededRandom } from "../dispatch/open-dispatcher.ts";
import type { Fault } from "../providers/loopback-server.ts";
import { startResendServer } from "../providers/resend-server.ts";
import { startSendgridServer } from "../providers/sendgrid-server.ts";
import { loopbackTwilioSid, startTwilioServer } from "../providers/twilio-server.ts";
import type { LifeOrders } from "./hub-life.ts";
import { createLives, remainsOf, type Life, type Lives } from "./lives.ts";

/** One message that a provider really took. */
interface Taken {
  readonly to: string;
  readonly messageId: string;
  readonly at: number;
}

/** Providers at the far end of real sockets, and their own log of what they took. */
interface FarEnd {
  readonly providers: LifeOrders["providers"];
  taken(): readonly Taken[];
  /** Look-ups and questions that they answered. */
  asked(): number;
  /** Messages that another provider than the first one took. */
  takenOver(): number;
  /** Resolves when the next request was read. */
  nextRequest(): Promise<void>;
  /** From now on nothing goes wrong at their side. */
  heal(): void;
  stop(): Promise<void>;
}

export interface KillFigures {
  readonly scenario: string;
  readonly kills: number;
  readonly approved: number;
  readonly accepted: number;
  /** Messages that somebody got twice, from whichever provider. */
  readonly doubles: number;
  /** Approved, and neither taken by a provider nor shown as held or ended; or shown as accepted, and nobody took it. */
  readonly lost: number;
  readonly held: number;
  /** Taken by a provider while no attempt of it was in the journal (S3). */
  readonly unwritten: number;
  /** Files that `quick_check` complained about after a kill. */
  readonly broken: number;
  readonly asked: number;
  readonly takenOver: number;
  /** From the start of the process to the first message that a provider took, by life, milliseconds. */
  readonly recoveryMs: readonly number[];
}

/** A kill comes so long after the work began. */
const killAfterMs = { least: 5, most: 200 };
/** Per second: a life of 200 ms sends a handful, so that each kill finds some sent, some on their way and some waiting. */
const slowly = 30;
const quickly = 2_000;
/** Calls that time out while the process is stopped. */
const sleeping = { callTimeoutMs: 300, abortGraceMs: 50, resumeQuietMs: 20, lookUpAfterMs: 20, lookUpEveryMs: 40 };
/** A lane that rests long enough for the second provider to take over for a while. */
const resting = { laneRestMsBase: 1_000, laneRestMsMax: 3_000 };
/** Look-ups that come within a life. */
const lookingUp = { lookUpAfterMs: 20, lookUpEveryMs: 40 };
const limits: LifeOrders["limits"] = {
  lookUpAfterMs: 300,
  lookUpEveryMs: 300,
  heldAfterMs: 500,
  retryDelayMsBase: 50,
  laneRestMsBase: 50,
  laneRestMsMax: 200,
};

interface Scenario {
  readonly name: string;
  /** Part of all kills, in hundredths. */
  readonly share: number;
  readonly farEnd: () => Promise<FarEnd>;
  readonly limits?: LifeOrders["limits"];
  /** The process is stopped in the midst of its work and goes on so much later (SIGSTOP, SIGCONT): what a sleeping computer does to it. */
  readonly stoppedMs?: number;
  /** The news after which the work that is cut short has begun. */
  readonly from: "starting" | "sending" | "approving";
}

const resend = async (fault?: (request: number) => Fault | undefined) =>
  startResendServer({ latencyMs: 15, perSecond: 60, ...(fault && { fault }) });

const keyed = async (): Promise<FarEnd> => {
  const server = await resend();
  return {
    providers: [{ provider: "resend", url: server.url }],
    taken: server.accepted,
    asked: () => server.requests().filter(({ method }) => method === "GET").length,
    takenOver: () => 0,
    nextRequest: () => server.received(server.requests().length + 1),
    heal: () => undefined,
    stop: server.stop,
  };
};

const withoutKeys = async (fault?: (request: number) => Fault | undefined): Promise<FarEnd> => {
  let healed = false;
  const server = await startTwilioServer({ latencyMs: 15, fault: (request) => (healed ? undefined : fault?.(request)) });
  return {
    providers: [{ provider: "twilio", url: server.url, accountSid: loopbackTwilioSid }],
    // One message to a guest: the number is as good as its id.
    taken: () => server.accepted().map(({ to, createdAt }) => ({ to, messageId: to, at: createdAt })),
    asked: () => server.requests().filter(({ method }) => method === "GET").length,
    takenOver: () => 0,
    nextRequest: () => server.received(server.requests().length + 1),
    heal: () => (healed = true),
    stop: server.stop,
  };
};

/** Every third text is taken and its answer lost. */
const answersLost = (): Promise<FarEnd> =>
  withoutKeys((request) => (request % 3 === 0 ? { do: "reset-after-request", after: "accepting" } : undefined));

/** The first provider works for a while, then refuses, resets or hangs for longer, and so on; the second one always works. */
const failover = async (): Promise<FarEnd> => {
  let healed = false;
  const trouble: readonly Fault[] = [
    {
      do: "answer",
      status: 429,
      body: { statusCode: 429, name: "rate_limit_exceeded", message: "Too many requests." },
      headers: { "retry-after": "1" },
    },
    { do: "reset-before-request" },
    { do: "answer", status: 500, body: { statusCode: 500, name: "internal_server_error", message: "Broken." } },
    { do: "reset-after-request", after: "accepting" },
  ];
  const first = await resend((request) => (healed || request % 24 < 8 ? undefined : trouble[Math.floor(request / 24) % trouble.length]));
  const second = await startSendgridServer({ latencyMs: 15 });
  return {
    providers: [
      { provider: "resend", url: first.url },
      { provider: "sendgrid", url: second.url },
    ],
    // One message to a guest, whoever takes it.
    taken: () => [...first.accepted(), ...second.accepted()].map(({ to, at }) => ({ to, messageId: to, at })),
    asked: () => first.requests().filter(({ method }) => method === "GET").length,
    takenOver: () => second.accepted().length,
    nextRequest: () => Promise.race([first, second].map((server) => server.received(server.requests().length + 1))),
    heal: () => (healed = true),
    stop: async () => {
      await first.stop();
      await second.stop();
    },
  };
};

const scenarios: readonly Scenario[] = [
  { name: "keyed provider", share: 20, farEnd: keyed, from: "sending" },
  { name: "provider without keys", share: 20, farEnd: withoutKeys, from: "sending" },
  { name: "approvals", share: 20, farEnd: keyed, from: "approving" },
  { name: "failover", share: 12, farEnd: failover, limits: resting, from: "sending" },
  { name: "start-up", share: 10, farEnd: withoutKeys, from: "starting" },
  { name: "stopped for a while", share: 6, farEnd: withoutKeys, limits: sleeping, stoppedMs: 700, from: "sending" },
  { name: "look-ups", share: 12, farEnd: answersLost, limits: lookingUp, from: "sending" },
];

export const killScenarios = scenarios.map(({ name }) => name);

export interface KillOptions {
  /** The built hub (`buildLife`). */
  readonly script: string;
  readonly kills: number;
  /** Scenarios that run at once. */
  readonly parallel: number;
  readonly seed: number;
  readonly only?: string;
  readonly said?: (figures: KillFigures) => void;
}

/** Kills the real hub again and again in each scenario, then lets it finish, and compares what it says with what the providers took. */
export const killHubs = async ({ script, kills, parallel, seed, only, said }: KillOptions): Promise<readonly KillFigures[]> => {
  const waiting = scenarios.filter(({ name }) => only === undefined || name === only);
  const shares = waiting.reduce((sum, { share }) => sum + share, 0);
  const results: KillFigures[] = [];
  const worker = async (): Promise<void> => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const { next } = seededRandom(seed * 1_000 + scenarios.indexOf(scenario));
      const figures = await runScenario(script, scenario, Math.max(1, Math.round((kills * scenario.share) / shares)), next);
      results.push(figures);
      said?.(figures);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
};

/** More than a scenario's lives can send, so that there is always something on its way. */
const guestsFor = (kills: number): number => 40 + kills * 8;
/** Kills of sends that count from the first request that reaches a provider; the others from the order to send. */
const fromRequestShare = 0.7;

const runScenario = async (script: string, scenario: Scenario, kills: number, random: () => number): Promise<KillFigures> => {
  const farEnd = await scenario.farEnd();
  const approving = scenario.from === "approving";
  const lives = await createLives(script, {
    guests: approving ? approvalGuests : guestsFor(kills),
    providers: farEnd.providers,
    perSecond: slowly,
    limits: { ...limits, ...scenario.limits },
    slots: approving ? Array.from({ length: kills }, (_, index) => `news-${index + 1}`) : [],
    campaignId: "",
  });
  try {
    const audit = createAudit(lives, farEnd);
    const cut = async (life: Life): Promise<void> => {
      if (scenario.stoppedMs !== undefined) await stopForAWhile(life, random() * killAfterMs.least, scenario.stoppedMs);
      await life.killAfter(killAfterMs.least + random() * (killAfterMs.most - killAfterMs.least));
      await audit.after(life);
    };
    const { approved, campaignId } = approving
      ? await approveUnderKills(lives, kills, random, audit)
      : await sendUnderKills(lives, kills, scenario.from, cut, () =>
          random() < fromRequestShare ? farEnd.nextRequest() : Promise.resolve(),
        );
    farEnd.heal();
    const last = lives.begin({ task: "send", campaignId, perSecond: quickly });
    const { tally } = await last.told("settled");
    await last.ended();
    await audit.after(last);
    // Earlier slots may have begun to send when their hold was over: only doubles are looked for among them.
    return {
      scenario: scenario.name,
      kills: audit.kills() - 1,
      approved,
      ...audit.figures(),
      ...verdict(farEnd, tally, approved, approving),
    };
  } finally {
    await lives.remove();
    await farEnd.stop();
  }
};

const stopForAWhile = async (life: Life, afterMs: number, stoppedMs: number): Promise<void> => {
  await sleep(afterMs);
  life.signal("SIGSTOP");
  // The time that passes is what is tested.
  await sleep(stoppedMs);
  life.signal("SIGCONT");
};

const sendUnderKills = async (
  lives: Lives,
  kills: number,
  from: Scenario["from"],
  cut: (life: Life) => Promise<void>,
  underWay: () => Promise<void>,
): Promise<{ approved: number; campaignId: string }> => {
  const first = lives.begin({ task: "prepare" });
  const { approved, campaignId } = await first.told("approved");
  await cut(first);
  for (let killed = 1; killed < kills; killed += 1) {
    const life = lives.begin({ task: "send", campaignId });
    const begun = from === "sending" ? underWay() : Promise.resolve();
    await life.told(from);
    await Promise.race([begun, life.told("settled")]);
    await cut(life);
  }
  return { approved, campaignId };
};

const approvalGuests = 200;
/** Each slot's approval is cut short so often, then one gets through. */
const cutsPerSlot = 5;
/** An approval of 200 takes some 20 ms, more beside other work: a cut falls before, into or right after it. */
const approvalCutMsMax = 40;

const approveUnderKills = async (
  lives: Lives,
  kills: number,
  random: () => number,
  audit: Audit,
): Promise<{ approved: number; campaignId: string }> => {
  const drafting = lives.begin({ task: "draft" });
  const { campaignIds } = await drafting.told("drafted");
  await drafting.killAfter(0);
  let left = kills;
  let approved = approvalGuests;
  let last = "";
  for (const campaignId of campaignIds) {
    if (left === 0) break;
    last = campaignId;
    for (let cuts = 0; ; cuts += 1) {
      const life = lives.begin({ task: "approve", campaignId });
      const first = await life.told("approving", "approved");
      const through = first.kind === "approved" ? first : cuts >= cutsPerSlot || left === 0 ? await life.told("approved") : undefined;
      await life.killAfter(through === undefined ? random() * approvalCutMsMax : 0);
      if (through !== undefined) {
        approved = Math.min(approved, through.approved);
        break;
      }
      left -= 1;
      await audit.after(life);
    }
  }
  return { approved, campaignId: last };
};

interface Audit {
  after(life: Life): Promise<void>;
  kills(): number;
  figures(): Pick<KillFigures, "unwritten" | "broken" | "recoveryMs">;
}

const createAudit = (lives: Lives, farEnd: FarEnd): Audit => {
  const found = { unwritten: 0, broken: 0, recoveryMs: [] as number[] };
  let kills = 0;
  return {
    after: async ({ bornAt }) => {
      kills += 1;
      const { broken, attempted } = await remainsOf(lives);
      const taken = farEnd.taken();
      found.broken += broken.length;
      found.unwritten += taken.filter(({ to }) => !attempted.has(to)).length;
      const first = taken.find(({ at }) => at >= bornAt);
      if (first !== undefined) found.recoveryMs.push(first.at - bornAt);
    },
    kills: () => kills,
    figures: () => found,
  };
};

/** Places in which a message that was not accepted is shown, with its reason. */
const shownElsewhere = ["waiting", "sending", "rejected", "unknown", "held", "dead", "expired", "cancelled", "suppressed"] as const;

const verdict = (
  farEnd: FarEnd,
  tally: Tally,
  approved: number,
  manySlots: boolean,
): Pick<KillFigures, "accepted" | "doubles" | "lost" | "held" | "asked" | "takenOver"> => {
  const ids = farEnd.taken().map(({ messageId }) => messageId);
  const different = new Set(ids).size;
  const shown = tally.accepted + shownElsewhere.reduce((sum, kind) => sum + tally[kind], 0);
  // Settled: whatever waits or is on its way has been forgotten there.
  const stuck = tally.waiting + tally.sending + tally.unknown;
  const notTaken = manySlots ? 0 : Math.max(0, tally.accepted - different);
  return {
    accepted: tally.accepted,
    doubles: ids.length - different,
    lost: Math.abs(approved - shown) + stuck + notTaken,
    held: tally.held,
    asked: farEnd.asked(),
    takenOver: farEnd.takenOver(),
  };
};
