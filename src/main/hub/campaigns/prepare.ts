import { hash } from "node:crypto";
import type { Review } from "#shared/api/campaigns.ts";
import { countSms } from "#shared/sms/segments.ts";
import { payloadSha256Of } from "#hub/ledger/index.ts";
import { excludedRow, resolveAudience, type Recipient, type Resolved } from "./audience/resolve.ts";
import { findingsOf } from "./findings.ts";
import { valuesOf } from "./merge-values.ts";
import { mergePayload } from "./render.ts";
import { resolveSchedule, type ResolvedSchedule } from "./schedule.ts";
import { readyTexts, type ReadyTexts } from "./texts.ts";
import { readWorld, type CampaignsDeps, type RoomDeps, type World } from "./world.ts";

/** One message as it would be approved. */
export interface ReadyMessage extends Recipient {
  readonly values: Record<string, string>;
  readonly payloadSha256: string;
}

export interface Prepared {
  readonly world: World;
  readonly texts: ReadyTexts;
  readonly resolved: Resolved;
  readonly messages: readonly ReadyMessage[];
  readonly schedule: ResolvedSchedule;
  readonly review: Review;
}

/** Messages between two turns of the event loop. */
const messagesPerTurn = 500;

/** The whole dry run: everything except the network and the journal. The same inputs give the same hash. */
export const prepare = async (deps: RoomDeps, campaignId: string): Promise<Prepared> => {
  const world = await readWorld(deps, campaignId);
  const now = deps.clock.now();
  const texts = await readyTexts(world, deps);
  const resolved = await resolveAudience(world, texts, deps);
  const schedule = resolveSchedule(world.campaign, now);
  const messages: ReadyMessage[] = [];
  const emptyFields = new Map<string, string[]>();
  let smsSegments = 0;
  for (const recipient of resolved.recipients) {
    const { message, empty, segments } = readyMessage(recipient, world);
    messages.push(message);
    smsSegments += segments;
    for (const field of empty) {
      const ids = emptyFields.get(field) ?? [];
      ids.push(recipient.guest.id);
      emptyFields.set(field, ids);
    }
    if (messages.length % messagesPerTurn === 0) await deps.clock.sleep(0);
  }
  const price = world.wedding.practice ? null : (deps.smsPriceCents?.() ?? null);
  const costUnknown = smsSegments > 0 && price === null && !world.wedding.practice;
  const facts = factsOf(world, messages, deps.lanes);
  const written = new Set([...texts.values()].map(({ source }): string => source.channel));
  const unconnected = world.campaign.channelPlan.filter(
    (channel) => written.has(channel) && deps.lanes.of(channel, world.wedding.practice) === undefined,
  );
  const findings = findingsOf({ world, texts, resolved, schedule, now, emptyFields, costUnknown, unconnected });
  const excluded = resolved.excluded.map(excludedRow);
  const shown = {
    ...facts,
    excluded,
    findings,
    smsSegments,
    costCents: price === null || smsSegments === 0 ? null : Math.ceil(price * smsSegments),
    currency: "USD",
  };
  const reviewHash = reviewHashOf(world, messages, shown, schedule);
  return {
    world,
    texts,
    resolved,
    messages,
    schedule,
    review: { reviewHash, ...shown, startsAt: schedule.startsAt, expiresAt: schedule.expiresAt },
  };
};

const readyMessage = (recipient: Recipient, world: World): { message: ReadyMessage; empty: ReadonlySet<string>; segments: number } => {
  const { guest, plan, texts } = recipient;
  const fields = texts.length === 1 ? (texts[0]?.fields ?? new Set<string>()) : new Set(texts.flatMap((text) => [...text.fields]));
  const values = valuesOf(guest, plan[0]?.language ?? guest.language, fields, world);
  const message: ReadyMessage = { ...recipient, values, payloadSha256: payloadSha256Of(plan, values) };
  const [text] = texts;
  const empty = new Set(Object.keys(values).filter((field) => values[field] === ""));
  if (text === undefined || text.frozen.channel !== "sms") return { message, empty, segments: 0 };
  const { payload } = mergePayload(text.compiled, plan[0]?.address ?? "", new Map(Object.entries(values)));
  return { message, empty, segments: payload.channel === "sms" ? countSms(payload.body).segments : 0 };
};

type Facts = Pick<
  Review,
  "recipients" | "households" | "addresses" | "byChannel" | "byLanguage" | "durationSeconds" | "holdSeconds" | "confirmation"
>;

const factsOf = ({ wedding }: World, messages: readonly ReadyMessage[], lanes: CampaignsDeps["lanes"]): Facts => {
  const firsts = messages.flatMap(({ plan }) => plan.slice(0, 1));
  const byChannel = [...Map.groupBy(firsts, ({ channel }) => channel)].map(([channel, steps]) => ({ channel, count: steps.length }));
  const seconds = byChannel.map(({ channel, count }) => count / (lanes.of(channel, wedding.practice)?.perSecond ?? 1));
  return {
    recipients: messages.length,
    households: new Set(messages.map(({ guest }) => guest.householdId)).size,
    addresses: new Set(firsts.map(({ channel, address }) => `${channel} ${address}`)).size,
    byChannel,
    byLanguage: [...Map.groupBy(firsts, ({ language }) => language)].map(([language, steps]) => ({ language, count: steps.length })),
    durationSeconds: Math.ceil(Math.max(0, ...seconds)),
    ...frictionOf(messages.length, wedding.practice),
  };
};

/** From here on the number must be typed (ux.md 3.8). */
const manyFrom = 50;

/**
 * Friction grows with harm: 10 s to undo for one person, 20 s for a few, 60 s and typing the number from fifty on. Practice
 * reaches nobody, so five seconds are enough to see what a hold is; the typing stays, because it is what is practised.
 */
export const frictionOf = (recipients: number, practice: boolean): Pick<Review, "holdSeconds" | "confirmation"> => {
  const confirmation = recipients >= manyFrom ? "type-number" : "plain";
  if (practice) return { confirmation, holdSeconds: 5 };
  return { confirmation, holdSeconds: recipients >= manyFrom ? 60 : recipients > 1 ? 20 : 10 };
};

/** Over everything that is shown and would be sent. "Now" moves on while a person reads, so it is not part of it. */
const reviewHashOf = (
  { campaign }: World,
  messages: readonly ReadyMessage[],
  shown: object,
  { startsAt, expiresAt }: ResolvedSchedule,
): string =>
  hash(
    "sha256",
    JSON.stringify([
      campaign.id,
      campaign.approvedRevision,
      campaign.slot,
      campaign.priority,
      campaign.onePer,
      campaign.schedule,
      campaign.expires,
      campaign.schedule.kind === "now" ? null : [startsAt, campaign.expires === null ? null : expiresAt],
      messages.map(({ messageId, payloadSha256 }) => [messageId, payloadSha256]),
      shown,
    ]),
  );
