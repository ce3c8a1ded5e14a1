import { Temporal } from "temporal-polyfill";

/** Money of one account, in millionths of one currency. An estimate by its profile's prices until the provider states a price. */
export interface Costs {
  add(spent: Spent): void;
  of(now: number): CostFigures | null;
}

export interface Spent {
  readonly at: number;
  readonly campaignId: string;
  readonly amountMicros: number;
  readonly currency: string;
  /** 0 for what only corrects a sum; 1 when left out. */
  readonly messages?: number;
}

export interface CostFigures {
  readonly currency: string;
  readonly todayMicros: number;
  readonly monthMicros: number;
  /** Of this month, dearest first. */
  readonly byCampaign: readonly { readonly campaignId: string; readonly amountMicros: number; readonly messages: number }[];
}

interface Month {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly days: Map<number, number>;
  readonly campaigns: Map<string, { amountMicros: number; messages: number }>;
}

/** Days and months as the calendar on this computer's wall has them. `zone`: IANA. */
export const createCosts = (zone: string): Costs => {
  let currency: string | undefined;
  let month: Month | undefined;
  let day = { startsAt: 0, endsAt: 0 };
  /** Many messages share a day, and a calendar is slow to ask. */
  const dayOf = (at: number): number => {
    if (at < day.startsAt || at >= day.endsAt) day = dayAt(at, zone);
    return day.startsAt;
  };
  const monthOf = (at: number): Month => {
    if (month === undefined || at >= month.endsAt) month = { ...monthAt(at, zone), days: new Map(), campaigns: new Map() };
    return month;
  };
  return {
    add: (spent) => {
      const current = monthOf(spent.at);
      // Another month's, or in another currency than the account had: no sum that means anything.
      if (spent.at < current.startsAt || spent.currency !== (currency ??= spent.currency)) return;
      const startsAt = dayOf(spent.at);
      current.days.set(startsAt, (current.days.get(startsAt) ?? 0) + spent.amountMicros);
      const campaign = current.campaigns.get(spent.campaignId) ?? { amountMicros: 0, messages: 0 };
      campaign.amountMicros += spent.amountMicros;
      campaign.messages += spent.messages ?? 1;
      current.campaigns.set(spent.campaignId, campaign);
    },
    of: (now) => {
      if (currency === undefined) return null;
      const { days, campaigns } = monthOf(now);
      return {
        currency,
        todayMicros: days.get(dayOf(now)) ?? 0,
        monthMicros: [...days.values()].reduce((sum, micros) => sum + micros, 0),
        byCampaign: [...campaigns].map(([campaignId, one]) => ({ campaignId, ...one })).toSorted((a, b) => b.amountMicros - a.amountMicros),
      };
    },
  };
};

const startOfDay = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).startOfDay();

const dayAt = (at: number, zone: string) => {
  const start = startOfDay(at, zone);
  return { startsAt: start.epochMilliseconds, endsAt: start.add({ days: 1 }).epochMilliseconds };
};

/** When the month of `at` begins and ends. */
export const monthAt = (at: number, zone: string): { readonly startsAt: number; readonly endsAt: number } => {
  const start = startOfDay(at, zone).with({ day: 1 });
  return { startsAt: start.epochMilliseconds, endsAt: start.add({ months: 1 }).epochMilliseconds };
};
