import type { AccountId, ConnectableProvider } from "#shared/api/settings.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Http, Http2, Random } from "#hub/ports/index.ts";
import type { Provider } from "../contract.ts";
import type { Exchanges } from "../exchanges.ts";
import { createPracticeProvider, type PracticeBehaviour, type PracticeProvider } from "../practice/index.ts";
import { profileOf } from "../profiles/index.ts";
import { createResendProvider } from "../resend/index.ts";
import { createSendgridProvider } from "../sendgrid/index.ts";
import { createSmtpProvider, smtpAccountOf } from "../smtp/index.ts";
import { createTwilioProvider } from "../twilio/index.ts";
import { firstOrder } from "./account-order.ts";
import { buildPushProvider, type PushUrls } from "./push-providers.ts";
import { emptyAccount, isConnected, type StoredAccount } from "./stored-account.ts";

/** What tests and headless runs set otherwise; people cannot. */
export interface ProviderOptions {
  readonly baseUrls?: Readonly<Partial<Record<ConnectableProvider, string>>>;
  readonly practice?: Partial<PracticeBehaviour>;
  /** The same seed, the same fate of every practice message. */
  readonly practiceSeed?: number;
  /** In place of what the accounts' profiles allow, quotas too. */
  readonly rates?: Readonly<Partial<Record<ConnectableProvider, Provider["rate"]>>>;
  readonly pushUrls?: PushUrls;
  /** How long a call may take, milliseconds. */
  readonly callTimeoutMs?: number;
}

export interface ConnectionsDeps extends ProviderOptions {
  readonly http: Http;
  readonly http2: Http2;
  readonly clock: Clock;
  readonly random: Random;
  /** Sees what goes over the wire, masked; nobody does when absent. */
  readonly exchanges?: Exchanges | undefined;
}

/** The accounts in memory and the providers that are built from them. */
export interface Connections {
  accountOf(id: AccountId): StoredAccount;
  connected(id: AccountId): Provider | undefined;
  /** In the order in which they are asked. */
  ids(): readonly AccountId[];
  providersFor(channel: Channel, practice: boolean): readonly Provider[];
  /** A provider with these values that is asked nothing but its test; the caller stops it. */
  candidate(account: StoredAccount): Provider;
  /** Takes an account in place of the one before, and its provider with it. */
  adopt(account: StoredAccount): void;
  /** Takes what is only said about an account, such as a test's result; its lane hears of it when `resume`. */
  note(account: StoredAccount, resume: boolean): void;
  /** Which accounts there are, in which order. One that is not among them ends. */
  arrange(ids: readonly AccountId[]): void;
  onChange(listener: (changed: ProviderId) => void): () => void;
  /** After anything that faces show. */
  onView(listener: () => void): () => void;
  stop(): Promise<void>;
}

const practiceSeedUsual = 1;
/** The longest call ends after a minute (smtp-provider.ts), and one that is about to be made waits for its row on disk. */
const retiredMs = 3 * 60 * 1000;

export const createConnections = (deps: ConnectionsDeps): Connections => {
  const practice = practiceProviders(deps);
  let order: readonly AccountId[] = firstOrder.ids;
  const accounts = new Map<AccountId, StoredAccount>();
  const connected = new Map<AccountId, Provider>();
  /** Replaced while calls may run: aborting them would only make doubts. Each ends when the last of them must have. */
  const retired = new Map<Provider, () => void>();
  const lanes = new Set<(changed: ProviderId) => void>();
  const views = new Set<() => void>();
  const accountOf = (id: AccountId): StoredAccount => accounts.get(id) ?? emptyAccount(id);
  const tell = (changed: AccountId | undefined): void => {
    for (const listener of views) listener();
    if (changed !== undefined) for (const listener of lanes) listener(changed);
  };
  const retire = (id: AccountId): void => {
    const before = connected.get(id);
    connected.delete(id);
    if (before === undefined) return;
    const end = (): void => {
      retired.delete(before);
      void before.stop();
    };
    retired.set(before, deps.clock.setTimer(retiredMs, end));
  };
  /** A sender of another account may not be written from with this one. */
  const isForeign = (id: AccountId, sender: string): boolean =>
    order.some((other) => other !== id && connected.has(other) && accountOf(other).values["from"] === sender);
  const watched = (provider: Provider): Provider => deps.exchanges?.watch(provider) ?? provider;
  const built = (account: StoredAccount): Provider => watched(build(deps, account, (sender) => isForeign(account.id, sender)));
  return {
    accountOf,
    connected: (id) => connected.get(id),
    ids: () => order,
    providersFor: (channel, practising) =>
      (practising ? practice : order.flatMap((id) => connected.get(id) ?? [])).filter((provider) => provider.channel === channel),
    candidate: built,
    adopt: (account) => {
      retire(account.id);
      accounts.set(account.id, account);
      if (isConnected(account)) connected.set(account.id, built(account));
      tell(account.id);
    },
    note: (account, resume) => {
      accounts.set(account.id, account);
      tell(resume ? account.id : undefined);
    },
    arrange: (ids) => {
      const gone = order.filter((id) => !ids.includes(id));
      order = ids;
      for (const id of gone) {
        retire(id);
        accounts.delete(id);
      }
      tell(undefined);
      for (const id of gone) for (const listener of lanes) listener(id);
    },
    onChange: (listener) => {
      lanes.add(listener);
      return () => lanes.delete(listener);
    },
    onView: (listener) => {
      views.add(listener);
      return () => views.delete(listener);
    },
    stop: async () => {
      for (const cancelTimer of retired.values()) cancelTimer();
      await Promise.all([...practice, ...connected.values(), ...retired.keys()].map((provider) => provider.stop()));
      retired.clear();
    },
  };
};

const practiceProviders = ({ clock, random, practice, practiceSeed = practiceSeedUsual }: ConnectionsDeps): readonly PracticeProvider[] =>
  (["email", "sms", "push"] as const).map((channel) =>
    createPracticeProvider({ channel, clock, random, seed: practiceSeed, ...(practice === undefined ? {} : { behaviour: practice }) }),
  );

const build = (deps: ConnectionsDeps, account: StoredAccount, isForeign: (sender: string) => boolean): Provider => {
  const { provider, values } = account;
  const value = (name: string): string => values[name] ?? "";
  const shared = sharedOptions(deps, account, isForeign);
  switch (provider) {
    case "resend": {
      const { isOwnPace, rate } = profileOf(account);
      return createResendProvider({ ...shared, apiKey: value("apiKey"), ...(isOwnPace ? { perSecondMax: rate.perSecond } : {}) });
    }
    case "sendgrid":
      return createSendgridProvider({
        ...shared,
        apiKey: value("apiKey"),
        region: value("region").toLowerCase() === "eu" ? "eu" : "global",
      });
    case "smtp":
      return createSmtpProvider({ ...shared, ...smtpAccountOf(value) });
    case "twilio":
      return createTwilioProvider({
        ...shared,
        accountSid: value("accountSid"),
        authToken: value("authToken"),
        statusCallbackBase: value("statusCallbackBase"),
        sendsBy: value("sendsBy") === "whatsapp" ? "whatsapp" : "sms",
        learned: account.learned,
      });
    case "fcm":
    case "apns":
      return buildPushProvider(provider, value, { ...shared, http2: deps.http2, pushUrls: deps.pushUrls ?? {} });
  }
};

/** What every provider is built with. */
const sharedOptions = (deps: ConnectionsDeps, account: StoredAccount, isForeign: (sender: string) => boolean) => {
  const { http, clock, baseUrls, rates, callTimeoutMs } = deps;
  const { id, provider, values, since } = account;
  const baseUrl = baseUrls?.[provider];
  const profile = profileOf(account);
  const rate = rates?.[provider];
  return {
    id,
    http,
    clock,
    exchanges: deps.exchanges,
    from: values["from"] ?? "",
    isForeign,
    accountSince: since,
    rate: rate ?? profile.rate,
    ...(rate === undefined && profile.quotas.length > 0 ? { quotas: profile.quotas } : {}),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(callTimeoutMs === undefined ? {} : { timeoutMs: callTimeoutMs }),
  };
};
