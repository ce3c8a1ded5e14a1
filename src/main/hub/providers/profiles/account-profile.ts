import type { Provider, Quota } from "../contract.ts";
import { addressOf } from "../mailbox.ts";
import { figuresOf, figureText, planOf, quotaSeedsOf, senderOfAccount, type FiguresOf } from "./figures.ts";
import { seedOf } from "./seed.ts";
import type { Sender } from "./sender-kind.ts";
import type { AccountId, ConnectableProvider } from "#shared/api/settings.ts";

/** All that counts for one account: the seed's figures with the planner's in their place. Plain data. */
export interface AccountProfile {
  readonly id: AccountId;
  readonly provider: ConnectableProvider;
  readonly plan: { readonly id: string; readonly title: string };
  /** Null where the sender does not matter. */
  readonly sender: Sender | null;
  readonly rate: Provider["rate"];
  /** True when the planner said how fast: then no answer of the provider makes it faster. */
  readonly isOwnPace: boolean;
  readonly quotas: readonly Quota[];
  readonly prices: Prices;
  /** Two letters each, in capitals. */
  readonly registered: readonly string[];
  /** When the oldest of its figures was looked up or typed: `2026-11-23`. */
  readonly checkedOn: string;
}

/** Millionths of the currency. Null where nobody knows. */
export interface Prices {
  readonly currency: string;
  readonly perMessageMicros: number | null;
  /** By country, in capitals; null where messages are not counted in parts. */
  readonly perSegmentMicros: Readonly<Record<string, number>> | null;
}

/** What one message costs at most. */
export interface Price {
  /** Millionths of the currency's unit. */
  readonly amountMicros: number;
  readonly currency: string;
}

export const profileOf = (account: FiguresOf): AccountProfile => {
  const { id, provider } = account;
  const figures = figuresOf(account);
  const text = (name: string): string => {
    const figure = figures.find((one) => one.name === name);
    return figure === undefined ? "" : figureText(account, figure);
  };
  const { id: planId, title } = planOf(account);
  return {
    id,
    provider,
    plan: { id: planId, title },
    sender: senderOfAccount(account),
    rate: rateOf(account, Number(text("perSecond"))),
    isOwnPace: account.figures.typed["perSecond"] !== undefined,
    quotas: [...quotasOf(account, text), ...domainQuotaOf(account, text("domainPerDay"))],
    prices: pricesOf(account, text),
    registered: text("registered")
      .toUpperCase()
      .split(/[,\s]+/u)
      .filter((country) => country !== ""),
    checkedOn: figures
      .map(({ name, checkedOn }) => (account.figures.typed[name] === undefined ? checkedOn : account.figures.savedOn))
      .reduce((oldest, date) => (date < oldest ? date : oldest)),
  };
};

/** What one message to `country` (two letters; null when nobody knows) costs, in `segments` parts. Null when no figure is known. */
export const priceOf = ({ prices }: Pick<AccountProfile, "prices">, country: string | null, segments: number): Price | null => {
  const { currency, perMessageMicros, perSegmentMicros } = prices;
  const code = (country ?? "").toUpperCase();
  if (perSegmentMicros === null) return perMessageMicros === null ? null : { amountMicros: perMessageMicros, currency };
  const micros = Object.hasOwn(perSegmentMicros, code) ? perSegmentMicros[code] : undefined;
  return micros === undefined ? null : { amountMicros: micros * segments, currency };
};

/** A slower pace than the seed's leaves nothing to burst with; a faster one needs more calls at once. */
const rateOf = ({ provider }: FiguresOf, perSecond: number): Provider["rate"] => {
  const { burst, concurrency, perSecond: usual } = seedOf(provider).rate;
  if (perSecond === usual) return { perSecond, burst, concurrency };
  return { perSecond, burst: Math.max(1, Math.min(burst, Math.floor(perSecond))), concurrency };
};

const quotasOf = (account: FiguresOf, text: (name: string) => string): Quota[] =>
  quotaSeedsOf(account).flatMap(({ id, title, unit, window, group }): Quota[] => {
    const limit = Number(text(`quota.${id}`));
    if (limit === 0) return [];
    const brand = text("brand").trim().toLowerCase();
    return [{ id: group === "brand" && brand !== "" ? `brand:${brand}` : `${account.id}:${id}`, title, limit, unit, window }];
  });

const dayMs = 24 * 60 * 60 * 1000;

const domainQuotaOf = ({ values }: FiguresOf, typed: string): Quota[] => {
  const domain = addressOf(values["from"] ?? "")
    .split("@")
    .at(-1)
    ?.toLowerCase();
  if (typed === "" || domain === undefined || domain === "") return [];
  const title = `Emails in 24 hours from ${domain}`;
  return [{ id: `domain:${domain}`, title, limit: Number(typed), unit: "message", window: { kind: "rolling", windowMs: dayMs } }];
};

const microsOf = (dollars: string): number => Math.round(Number(dollars) * 1e6);

const pricesOf = (account: FiguresOf, text: (name: string) => string): Prices => {
  const { provider } = account;
  const currency = seedOf(provider).segments?.currency ?? "USD";
  if (provider === "fcm" || provider === "apns") return { currency, perMessageMicros: 0, perSegmentMicros: null };
  const inSegments = seedOf(provider).segments !== undefined && senderOfAccount(account)?.kind !== "whatsapp";
  if (inSegments) return { currency, perMessageMicros: null, perSegmentMicros: segmentPricesOf(text("segmentPrices")) };
  const typed = text("pricePerMessage");
  return { currency, perMessageMicros: typed === "" ? null : microsOf(typed), perSegmentMicros: null };
};

/** `US 0.0083, GB 0.04`. */
const segmentPricesOf = (typed: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    typed.split(",").flatMap((one): [string, number][] => {
      const [country, dollars] = one.trim().split(/\s+/u);
      return country === undefined || dollars === undefined ? [] : [[country.toUpperCase(), microsOf(dollars)]];
    }),
  );
