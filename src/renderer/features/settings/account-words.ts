import { accountProviderOf, type AccountFigure, type ProviderAccount } from "#shared/api/settings.ts";

export const channelWords: Readonly<Record<ProviderAccount["channel"], string>> = { email: "Email", sms: "Texts", push: "Push" };

/** `Resend`, `Resend, studio`, and for a further account without a name `Resend (2)`. */
export const accountTitle = ({ provider, label, name }: ProviderAccount): string => {
  if (name !== "") return `${label}, ${name}`;
  const [, number] = provider.split("#");
  return number === undefined ? label : `${label} (${number})`;
};

/** Whether somebody began to fill it in, or added it. */
export const isBegun = ({ provider, connected, fields }: ProviderAccount): boolean =>
  connected || provider !== accountProviderOf(provider) || fields.some(({ value }) => value !== "");

/** `23 Nov 2026`, of a day that has no zone. */
export const dayWords = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));

/** Where a figure is from, and what it was before somebody changed it. */
export const originWords = ({ isChanged, seed, choices, checkedOn, source }: AccountFigure): string => {
  if (!isChanged) return `As of ${dayWords(checkedOn)}. ${source}`;
  const before = choices?.find(({ value }) => value === seed)?.label ?? seed;
  return `Changed by you on ${dayWords(checkedOn)}. Usher’s own figure: ${before === "" ? "none" : before}.`;
};

/** The limits of an account in one line: `Free: at most 2 a second; emails in 24 hours: 100; emails a month: 3,000.` */
export const limitWords = ({ figures }: ProviderAccount): string => {
  const plan = figures.find(({ group }) => group === "plan");
  const pace = figures.find(({ name }) => name === "perSecond");
  const quotas = figures.filter(({ group, value }) => group === "quota" && value !== "");
  const parts = [
    ...(pace === undefined ? [] : [`at most ${numberWords(pace.value)} a second`]),
    ...quotas.map(({ label, value }) => `${label.toLowerCase()}: ${numberWords(value)}`),
  ];
  const sentence = parts.join("; ");
  const planWords = plan?.choices?.find(({ value }) => value === plan.value)?.label;
  return planWords === undefined ? `${capital(sentence)}.` : `${planWords}: ${sentence}.`;
};

const numberWords = (text: string): string => new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }).format(Number(text));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
