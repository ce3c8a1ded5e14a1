import type { Review } from "#shared/api/campaigns.ts";
import type { Assembled } from "./assemble.ts";
import { excludedRow } from "./audience/resolve.ts";
import { findingsOf } from "./findings/findings.ts";
import { resolveSchedule, type ResolvedSchedule } from "./schedule.ts";
import { createTurns } from "./turns.ts";
import type { CampaignsDeps, RoomDeps } from "./world.ts";

export interface Reviewed {
  readonly assembled: Assembled;
  readonly schedule: ResolvedSchedule;
  readonly review: Review;
}

/** Prices are known in US dollars only (providers/accounts/prices.ts). */
const currency = "USD";

/** Looks at the dry run from this moment: what starts when, what it costs, what is to be known. Same inputs, same hash. */
export const reviewOf = async (deps: RoomDeps, assembled: Assembled): Promise<Reviewed> => {
  const { world, texts, resolved, smsSegments, reviewHash, emptyFields, history } = assembled;
  const { campaign, wedding } = world;
  const now = deps.clock.now();
  const turns = createTurns(deps.clock);
  const schedule = resolveSchedule(campaign, now);
  const price = wedding.practice ? null : (deps.smsPriceCents?.() ?? null);
  const costCents = price === null || smsSegments === 0 ? null : Math.ceil(price * smsSegments);
  const written = new Set([...texts.values()].map(({ source }): string => source.channel));
  const unconnected = campaign.channelPlan.filter(
    (channel) => written.has(channel) && deps.lanes.of(channel, wedding.practice) === undefined,
  );
  const facts = factsOf(assembled, deps.lanes);
  await turns.next();
  const findings = await findingsOf(
    {
      world,
      texts,
      resolved,
      emptyFields,
      history,
      schedule,
      now,
      costCents,
      currency,
      unconnected,
      costUnknown: smsSegments > 0 && price === null && !wedding.practice,
      quietHours: deps.quietHours(wedding.practice),
      online: deps.connectivity.online(),
    },
    turns,
  );
  const excluded = resolved.excluded.map(excludedRow);
  const shown = { ...facts, excluded, findings, smsSegments, costCents, costLimitCents: history.costLimitCents, currency };
  const { startsAt, expiresAt } = schedule;
  return { assembled, schedule, review: { reviewHash: reviewHash.finish(shown), ...shown, startsAt, expiresAt } };
};

type Facts = Pick<
  Review,
  "recipients" | "households" | "addresses" | "byChannel" | "byLanguage" | "durationSeconds" | "holdSeconds" | "confirmation"
>;

const factsOf = ({ world: { wedding }, messages }: Assembled, lanes: CampaignsDeps["lanes"]): Facts => {
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
