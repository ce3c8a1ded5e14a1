import type { Review } from "#shared/api/campaigns.ts";
import type { Channel } from "#shared/domain/fields.ts";
import { dailyHoursInAll, type DailyHours } from "#shared/time/zoned.ts";
import { providerKindOf, type PlanStep } from "#shared/message/ledger-rows.ts";
import type { LaneState } from "#hub/dispatcher/dispatcher.ts";
import type { Assembled } from "./assemble.ts";
import { excludedRow } from "./audience/resolve.ts";
import { currency, estimateOf } from "./estimate.ts";
import type { FindingSources } from "./findings/finding.ts";
import { findingsOf } from "./findings/findings.ts";
import { frictionOf } from "./friction.ts";
import { resolveSchedule, type ResolvedSchedule } from "./schedule.ts";
import { createTurns } from "./turns.ts";
import type { CampaignsDeps, PlannedSend, RoomDeps } from "./world.ts";

export interface Reviewed {
  readonly assembled: Assembled;
  readonly schedule: ResolvedSchedule;
  readonly review: Review;
}

/** Looks at the dry run from this moment: what starts when, what it costs, what is to be known. Same inputs, same hash. */
export const reviewOf = async (deps: RoomDeps, assembled: Assembled): Promise<Reviewed> => {
  const { world, texts, resolved, smsSegments, reviewHash, emptyFields, history } = assembled;
  const { campaign, wedding } = world;
  const now = deps.clock.now();
  const turns = createTurns(deps.clock);
  const schedule = resolveSchedule(campaign, now);
  const { costCents, countedCents, costByCountry, unknownCountries } = estimateOf(assembled.textsByCountry, deps.terms, wedding.practice);
  const written = new Set([...texts.values()].map(({ source }): string => source.channel));
  const unconnected = campaign.channelPlan.filter(
    (channel) => written.has(channel) && deps.lanes.of(channel, wedding.practice) === undefined,
  );
  const quietHours = deps.quietHours(wedding.practice);
  const facts = factsOf(assembled, deps.lanes);
  await turns.next();
  const fit = deps.fitOf(plannedSend(assembled, schedule, quietHours));
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
      countedCents,
      currency,
      unconnected,
      terms: deps.terms,
      unknownCountries,
      quietHours,
      online: deps.connectivity.online(),
      lanes: lanesOf(deps, wedding.practice),
      byChannel: loadOf(assembled),
      audienceCount: world.guests.size,
      durationSeconds: facts.durationSeconds,
      fit,
    },
    turns,
  );
  const excluded = resolved.excluded.map(excludedRow);
  const friction = frictionOf({
    recipients: facts.recipients,
    practice: wedding.practice,
    priority: campaign.priority,
    isFirstOfWedding: history.isFirstOfWedding,
    reachesCostLimit: countedCents >= history.costLimits.messageCents,
  });
  const costs = {
    costCents,
    costByCountry,
    pricesCheckedOn: costByCountry.length === 0 ? null : deps.terms.checkedOn(),
    costLimitCents: history.costLimits.messageCents,
    weddingLimitCents: history.costLimits.weddingCents,
    weddingSpentCents: history.weddingSpentCents,
    currency,
  };
  const shown = { ...facts, ...friction, excluded, findings, smsSegments, ...costs };
  const { startsAt, expiresAt } = schedule;
  const times = { startsAt, expiresAt, endsAt: fit.endsAt, endsBecause: fit.because };
  // What is spent elsewhere and notes (quotas, forecasts) move on while a person reads, and nothing is decided by them.
  const weighty = { ...shown, weddingSpentCents: 0, findings: findings.filter(({ grade }) => grade !== "note") };
  return { assembled, schedule, review: { reviewHash: reviewHash.finish(weighty), ...shown, ...times } };
};

/** Practice messages only ever get practice providers, and the reverse. */
const lanesOf = ({ dispatcher }: RoomDeps, practice: boolean): LaneState[] =>
  dispatcher()
    .laneStates()
    .filter(({ provider }) => providerKindOf(provider).startsWith("practice-") === practice);

const loadOf = ({ messages, smsSegments }: Assembled): FindingSources["byChannel"] => {
  const counts = Map.groupBy(messages, ({ plan }) => plan[0]?.channel);
  return new Map(
    [...counts].flatMap(([channel, own]): [Channel, { messages: number; segments: number }][] =>
      channel === undefined ? [] : [[channel, { messages: own.length, segments: channel === "sms" ? smsSegments : 0 }]],
    ),
  );
};

/**
 * The parts of a text are taken as the average: what they are is known only when each is written. Who may not be written to before it
 * expires is told by a finding of its own (`quiet-hours-expire`).
 */
const plannedSend = (
  { world: { campaign, wedding }, messages, smsSegments }: Assembled,
  { startsAt, expiresAt }: ResolvedSchedule,
  hours: DailyHours | null,
): PlannedSend => {
  const firsts = messages.flatMap(({ quiet: { zones }, plan: [step] }) => (step === undefined ? [] : [{ step, quietZones: zones }]));
  const texts = firsts.filter(({ step }) => step.channel === "sms").length;
  const partsOf = ({ channel }: PlanStep): number => (channel === "sms" ? Math.max(1, Math.ceil(smsSegments / Math.max(1, texts))) : 1);
  const inTime = new Map<readonly string[], boolean>();
  const isInTime = (zones: readonly string[]): boolean => {
    const known = inTime.get(zones) ?? (hours === null || opensBefore(dailyHoursInAll(startsAt, zones, hours), expiresAt));
    inTime.set(zones, known);
    return known;
  };
  return {
    priority: campaign.priority,
    practice: wedding.practice,
    startsAt,
    expiresAt,
    messages: firsts.filter(({ quietZones }) => isInTime(quietZones)).map((first) => ({ ...first, parts: partsOf(first.step) })),
  };
};

const opensBefore = ({ open, until }: ReturnType<typeof dailyHoursInAll>, instant: number): boolean =>
  open || (until !== null && until < instant);

type Facts = Pick<Review, "recipients" | "households" | "addresses" | "byChannel" | "byLanguage" | "durationSeconds">;

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
  };
};
