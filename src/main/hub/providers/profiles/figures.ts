import type { AccountId, ConnectableProvider } from "#shared/api/settings.ts";
import { seedOf, senderSeedOf, type PlanSeed, type QuotaSeed } from "./seed.ts";
import { senderOf, type Sender } from "./sender-kind.ts";

/** What a planner changed in a profile, as typed, by the name of the figure; and when. An absent one is the seed's. */
export interface Figures {
  readonly typed: Readonly<Record<string, string>>;
  /** `2026-11-25`; empty while nothing is changed. */
  readonly savedOn: string;
}

export const noFigures: Figures = { typed: {}, savedOn: "" };

/** The account that figures are about. */
export interface FiguresOf {
  readonly id: AccountId;
  readonly provider: ConnectableProvider;
  readonly values: Readonly<Record<string, string>>;
  readonly figures: Figures;
}

/** One figure of an account's profile that a person can change. */
export interface Figure {
  readonly name: string;
  readonly group: "plan" | "speed" | "quota" | "price" | "sender";
  readonly label: string;
  readonly help: string;
  /** What it is without a change, as one would type it. */
  readonly seed: string;
  readonly checkedOn: string;
  readonly source: string;
  /** Absent where text is typed. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Whether an empty text means “no limit, or nobody knows”. Elsewhere it means the seed again. */
  readonly emptyIsAWord: boolean;
  readonly accepts: (text: string) => boolean;
}

export const planOf = ({ provider, values, figures }: FiguresOf): PlanSeed => {
  const { plans } = seedOf(provider);
  const host = values["host"]?.toLowerCase() ?? "";
  const named = plans.find(({ id }) => id === figures.typed["plan"]);
  const usual = plans.find(({ hosts }) => hosts?.includes(host)) ?? plans.find(({ hosts }) => hosts === undefined) ?? plans[0];
  const plan = named ?? usual;
  if (plan === undefined) throw new Error(`${provider} has no plan`);
  return plan;
};

/** Null where the provider's sender does not matter. */
export const senderOfAccount = ({ provider, values }: FiguresOf): Sender | null =>
  provider === "twilio" ? senderOf(values["from"] ?? "", values["sendsBy"] === "whatsapp") : null;

/** The quotas of its plan that count for this account's sender. */
export const quotaSeedsOf = (account: FiguresOf): readonly QuotaSeed[] => {
  const sender = senderOfAccount(account);
  return planOf(account).quotas.filter(
    ({ senders, senderCountry }) =>
      (senders === undefined || (sender !== null && senders.includes(sender.kind))) &&
      (senderCountry === undefined || sender?.country === senderCountry),
  );
};

const isPace = (text: string): boolean => /^\d{1,4}(?:\.\d{1,3})?$/u.test(text) && Number(text) > 0;
const isLimit = (text: string): boolean => text === "" || /^[1-9]\d{0,8}$/u.test(text);
const isPrice = (text: string): boolean => text === "" || /^\d{1,4}(?:\.\d{1,6})?$/u.test(text);
const isCountries = (text: string): boolean => text === "" || /^[A-Za-z]{2}(?:[,\s]+[A-Za-z]{2})*$/u.test(text);
const isPriceList = (text: string): boolean =>
  text === "" || /^[A-Za-z]{2}\s+\d{1,4}(?:\.\d{1,6})?(?:,\s*[A-Za-z]{2}\s+\d{1,4}(?:\.\d{1,6})?)*$/u.test(text);
const isGroupName = (text: string): boolean => /^[\p{L}\p{N} _.-]{0,40}$/u.test(text);

/** Every figure of the account's profile, in the order of the screen. */
export const figuresOf = (account: FiguresOf): readonly Figure[] => [
  ...planFigures(account),
  paceFigure(account),
  ...quotaFigures(account),
  ...domainFigures(account),
  ...priceFigures(account),
  ...senderFigures(account),
];

const planFigures = (account: FiguresOf): Figure[] => {
  const { plans } = seedOf(account.provider);
  if (plans.length < 2) return [];
  const usual = planOf({ ...account, figures: noFigures });
  const { checkedOn, source } = planOf(account);
  return [
    {
      name: "plan",
      group: "plan",
      label: "Plan",
      help: "What you pay for there. It decides how much the account may send.",
      seed: usual.id,
      checkedOn,
      source,
      choices: plans.map(({ id, title }) => ({ value: id, label: title })),
      emptyIsAWord: false,
      accepts: (text) => plans.some(({ id }) => id === text),
    },
  ];
};

const paceFigure = (account: FiguresOf): Figure => {
  const sender = senderOfAccount(account);
  const { perSecond, checkedOn, source } = (sender && senderSeedOf(account.provider, sender.kind)) ?? seedOf(account.provider).rate;
  return {
    name: "perSecond",
    group: "speed",
    label: "Messages a second",
    help: "The fastest that Usher sends through this account. If the provider asks for less, Usher slows down by itself.",
    seed: String(perSecond),
    checkedOn,
    source,
    emptyIsAWord: false,
    accepts: isPace,
  };
};

const quotaFigures = (account: FiguresOf): Figure[] => {
  const { checkedOn, source } = planOf(account);
  return quotaSeedsOf(account).map(({ id, title, limit, source: own }) => ({
    name: `quota.${id}`,
    group: "quota",
    label: title,
    help: "Usher refuses a send that does not fit before it starts. Left empty, nothing is counted.",
    seed: limit === null ? "" : String(limit),
    checkedOn,
    source: own ?? source,
    emptyIsAWord: true,
    accepts: isLimit,
  }));
};

const domainFigures = ({ provider }: FiguresOf): Figure[] =>
  provider === "resend" || provider === "sendgrid" || provider === "smtp"
    ? [
        {
          name: "domainPerDay",
          group: "quota",
          label: "Emails in 24 hours from this sender's domain",
          help: "For all accounts that write from it together, such as while a new domain earns its good name. Left empty, nothing is counted.",
          seed: "",
          checkedOn: "2026-11-23",
          source: "support.google.com/mail: a domain that writes about 5,000 a day to Gmail counts as a bulk sender for good.",
          emptyIsAWord: true,
          accepts: isLimit,
        },
      ]
    : [];

const priceFigures = (account: FiguresOf): Figure[] => {
  const { provider } = account;
  if (provider === "fcm" || provider === "apns") return [];
  const plan = planOf(account);
  const { segments } = seedOf(provider);
  const sender = senderOfAccount(account);
  if (segments === undefined || sender?.kind === "whatsapp") {
    const { pricePerMessageMicros: micros } = plan;
    return [
      {
        name: "pricePerMessage",
        group: "price",
        label: "Price of one message, US dollars",
        help: "Left empty, Usher shows no costs.",
        seed: micros === null ? "" : dollarsOf(micros),
        checkedOn: plan.checkedOn,
        source: plan.priceSource ?? plan.source,
        emptyIsAWord: true,
        accepts: isPrice,
      },
    ];
  }
  return [
    {
      name: "segmentPrices",
      group: "price",
      label: "Price of one part of a text, US dollars, by country",
      help: "Such as: US 0.0083, GB 0.04. Your provider's price page has them. A country that is not listed counts as unknown.",
      seed: Object.entries(segments.micros)
        .map(([country, micros]) => `${country} ${dollarsOf(micros)}`)
        .join(", "),
      checkedOn: segments.checkedOn,
      source: segments.source,
      emptyIsAWord: true,
      accepts: isPriceList,
    },
  ];
};

/** `0.0083` for 8300. */
export const dollarsOf = (micros: number): string =>
  (micros / 1e6)
    .toFixed(6)
    .replace(/(\.\d*?)0+$/u, "$1")
    .replace(/\.$/u, "");

const senderFigures = (account: FiguresOf): Figure[] => {
  const sender = senderOfAccount(account);
  const seed = sender === null ? undefined : senderSeedOf(account.provider, sender.kind);
  if (sender === null || seed === undefined) return [];
  const { checkedOn, source } = seed;
  const registered: Figure = {
    name: "registered",
    group: "sender",
    label: "Countries in which this sender is registered",
    help: "Two letters each, such as: US, SG. Some countries block a sender that is not. Add one once the provider says that it is approved.",
    seed: "",
    checkedOn,
    source,
    emptyIsAWord: true,
    accepts: isCountries,
  };
  const brand: Figure = {
    name: "brand",
    group: "sender",
    label: "US brand",
    help: "A word of your own for the tax number that the sender is registered with. Accounts with the same word share one limit.",
    seed: "",
    checkedOn,
    source,
    emptyIsAWord: true,
    accepts: isGroupName,
  };
  return [registered, ...(quotaSeedsOf(account).some(({ group }) => group === "brand") ? [brand] : [])];
};

/** What counts: the planner's text, else the seed's. */
export const figureText = ({ figures }: FiguresOf, { name, seed }: Pick<Figure, "name" | "seed">): string => figures.typed[name] ?? seed;
