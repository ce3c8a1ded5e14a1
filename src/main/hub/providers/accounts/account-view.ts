import type { AccountFigure, ProviderAccount } from "#shared/api/settings.ts";
import { figuresOf, figureText, profileOf } from "../profiles/index.ts";
import { formOf, masked } from "./fields.ts";
import { isConnected, type StoredAccount } from "./stored-account.ts";

/** After a year, providers have changed their prices and limits at least once. */
const figuresAgeMsMax = 365 * 24 * 60 * 60 * 1000;

/** What faces may see: keys are masked. */
export const viewOf = (account: StoredAccount, now: number): ProviderAccount => {
  const { channel, label, fields } = formOf(account.id);
  const { checkedOn } = profileOf(account);
  return {
    provider: account.id,
    channel,
    label,
    name: account.name,
    connected: isConnected(account),
    fields: fields.map(({ accepts: _accepts, choices, ...field }) => {
      const value = account.values[field.name] ?? "";
      return { ...field, value: field.secret ? masked(value) : value, choices: choices === undefined ? null : [...choices] };
    }),
    figures: figuresOf(account).map((figure) => figureView(account, figure)),
    figuresCheckedOn: checkedOn,
    figuresAreOld: now - Date.parse(checkedOn) > figuresAgeMsMax,
    lastTest: account.lastTest,
  };
};

const figureView = (account: StoredAccount, figure: ReturnType<typeof figuresOf>[number]): AccountFigure => {
  const { name, group, label, help, seed, checkedOn, source, choices } = figure;
  const isChanged = account.figures.typed[name] !== undefined;
  return {
    name,
    group,
    label,
    help,
    value: figureText(account, figure),
    seed,
    isChanged,
    checkedOn: isChanged ? account.figures.savedOn : checkedOn,
    source: isChanged ? "You" : source,
    choices: choices === undefined ? null : [...choices],
  };
};
