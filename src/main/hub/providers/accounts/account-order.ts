import { accountIdSchema, accountProviderOf, type AccountId, type ConnectableProvider } from "#shared/api/settings.ts";
import { UsherError } from "#shared/problem.ts";
import { accountForms, formOf } from "./fields.ts";
import type { SettingsStore } from "./stored-account.ts";

/** Which accounts there are, in the order in which they are asked; one row of the settings. */
export interface AccountOrder {
  readonly ids: readonly AccountId[];
  /** The highest number that each provider ever gave out: the ledger still names accounts that are gone. */
  readonly highest: Readonly<Partial<Record<ConnectableProvider, number>>>;
}

const place = "provider-order";
/** Ids end at 99 (settings.ts). */
const numberMax = 99;
/** Failover among more would take longer than repairing the first; and a screen holds them. */
const accountsPerProviderMax = 9;

export const firstOrder: AccountOrder = { ids: accountForms.map(({ provider }) => provider), highest: {} };

export const loadOrder = async (settings: SettingsStore): Promise<AccountOrder> => {
  const value = (await settings.get(place))?.value ?? {};
  const kept = String(value["order"] ?? "")
    .split(" ")
    .flatMap((text): AccountId[] => {
      const read = accountIdSchema.safeParse(text);
      return read.success ? [read.data] : [];
    });
  // Every provider has a first account, connected or not; a new version of Usher may know more providers.
  const ids = [...new Set([...kept, ...firstOrder.ids])];
  const highest = Object.fromEntries(
    firstOrder.ids.map((id) => {
      const provider = accountProviderOf(id);
      const stored = value[`highest.${provider}`];
      return [
        provider,
        Math.max(typeof stored === "number" ? stored : 1, ...ids.filter((one) => accountProviderOf(one) === provider).map(numberOf)),
      ];
    }),
  );
  return { ids, highest };
};

export const saveOrder = (settings: SettingsStore, { ids, highest }: AccountOrder, now: number): Promise<void> => {
  const numbers = Object.fromEntries(Object.entries(highest).map(([provider, number]) => [`highest.${provider}`, number]));
  return settings.put({ id: place, weddingId: "device", kind: place, value: { order: ids.join(" "), ...numbers }, updatedAt: now });
};

const numberOf = (id: AccountId): number => Number(id.split("#")[1] ?? 1);

export const isFurther = (id: AccountId): boolean => id.includes("#");

/** One more account, asked after the others of its channel. Throws `UsherError` `one-account-only` or `too-many-accounts`. */
export const withFurther = (
  { ids, highest }: AccountOrder,
  provider: ConnectableProvider,
): { readonly id: AccountId; readonly order: AccountOrder } => {
  const { label, channel } = formOf(provider);
  if (channel === "push") {
    throw new UsherError({
      code: "one-account-only",
      sentence: `A device belongs to one account of ${label}: a second one could not reach it.`,
      nextStep: "Change the account that is there instead.",
    });
  }
  const number = (highest[provider] ?? 1) + 1;
  const open = ids.filter((id) => accountProviderOf(id) === provider).length;
  if (open >= accountsPerProviderMax || number > numberMax) {
    throw new UsherError({
      code: "too-many-accounts",
      sentence: `There are as many accounts of ${label} as Usher keeps.`,
      nextStep: "Change one that is there instead of adding another.",
    });
  }
  const id: AccountId = `${provider}#${number}`;
  return { id, order: { ids: [...ids, id], highest: { ...highest, [provider]: number } } };
};

export const withoutAccount = ({ ids, highest }: AccountOrder, gone: AccountId): AccountOrder => ({
  ids: ids.filter((id) => id !== gone),
  highest,
});

/** `id` one place earlier or later among those of its channel that somebody began to fill in; at the end, the same order. */
export const withMoved = (
  { ids, highest }: AccountOrder,
  id: AccountId,
  by: -1 | 1,
  isBegun: (one: AccountId) => boolean,
): AccountOrder => {
  const { channel } = formOf(id);
  const mates = ids.filter((one) => one === id || (formOf(one).channel === channel && isBegun(one)));
  const other = mates[mates.indexOf(id) + by];
  if (other === undefined || !mates.includes(id)) return { ids, highest };
  return { ids: ids.map((one) => (one === id ? other : one === other ? id : one)), highest };
};
