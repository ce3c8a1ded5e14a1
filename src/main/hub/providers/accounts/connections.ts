import type { ConnectableProvider } from "#shared/api/settings.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Clock, Http, Http2, Random } from "#hub/ports/index.ts";
import type { Provider } from "../contract.ts";
import { createPracticeProvider, type PracticeBehaviour, type PracticeProvider } from "../practice/index.ts";
import { createResendProvider } from "../resend/index.ts";
import { createSendgridProvider } from "../sendgrid/index.ts";
import { createSmtpProvider, smtpAccountOf } from "../smtp/index.ts";
import { createTwilioProvider } from "../twilio/index.ts";
import { accountForms } from "./fields.ts";
import { buildPushProvider, type PushUrls } from "./push-providers.ts";
import { emptyAccount, isConnected, type StoredAccount } from "./stored-account.ts";

/** What tests and headless runs set otherwise; people cannot. */
export interface ProviderOptions {
  readonly baseUrls?: Readonly<Partial<Record<ConnectableProvider, string>>>;
  readonly practice?: Partial<PracticeBehaviour>;
  /** The same seed, the same fate of every practice message. */
  readonly practiceSeed?: number;
  /** What the accounts may use until the providers say otherwise. */
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
}

/** The accounts in memory and the providers that are built from them. */
export interface Connections {
  accountOf(provider: ConnectableProvider): StoredAccount;
  connected(provider: ConnectableProvider): Provider | undefined;
  providersFor(channel: Channel, practice: boolean): readonly Provider[];
  /** Takes an account in place of the one before, and its provider with it. */
  adopt(account: StoredAccount): void;
  /** Takes a test's result; paused lanes hear of it only when the test went well. */
  note(account: StoredAccount): void;
  onChange(listener: (changed: ProviderId) => void): () => void;
  /** After anything that faces show. */
  onView(listener: () => void): () => void;
  stop(): Promise<void>;
}

const practiceSeedUsual = 1;

export const createConnections = (deps: ConnectionsDeps): Connections => {
  const practice = practiceProviders(deps);
  const accounts = new Map<ConnectableProvider, StoredAccount>(accountForms.map(({ provider }) => [provider, emptyAccount(provider)]));
  const connected = new Map<ConnectableProvider, Provider>();
  /** Replaced while calls may run: aborting them would only make doubts. They end by themselves, or with us. */
  const retired = new Set<Provider>();
  const lanes = new Set<(changed: ProviderId) => void>();
  const views = new Set<() => void>();
  const tell = (account: StoredAccount, resumeLanes: boolean): void => {
    for (const listener of views) listener();
    if (resumeLanes) for (const listener of lanes) listener(account.provider);
  };
  return {
    accountOf: (provider) => accounts.get(provider) ?? emptyAccount(provider),
    connected: (provider) => connected.get(provider),
    providersFor: (channel, practising) =>
      (practising ? practice : inFormOrder(connected)).filter((provider) => provider.channel === channel),
    adopt: (account) => {
      const before = connected.get(account.provider);
      if (before !== undefined) retired.add(before);
      connected.delete(account.provider);
      accounts.set(account.provider, account);
      if (isConnected(account)) connected.set(account.provider, build(deps, account));
      tell(account, true);
    },
    note: (account) => {
      accounts.set(account.provider, account);
      tell(account, account.lastTest?.ok === true);
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
      await Promise.all([...practice, ...connected.values(), ...retired].map((provider) => provider.stop()));
      retired.clear();
    },
  };
};

/** Which of two providers is asked first never depends on which was saved last. */
const inFormOrder = (connected: ReadonlyMap<ConnectableProvider, Provider>): readonly Provider[] =>
  accountForms.flatMap(({ provider }) => connected.get(provider) ?? []);

const practiceProviders = ({ clock, random, practice, practiceSeed = practiceSeedUsual }: ConnectionsDeps): readonly PracticeProvider[] =>
  (["email", "sms", "push"] as const).map((channel) =>
    createPracticeProvider({ channel, clock, random, seed: practiceSeed, ...(practice === undefined ? {} : { behaviour: practice }) }),
  );

const build = (deps: ConnectionsDeps, account: StoredAccount): Provider => {
  const { provider, values } = account;
  const value = (name: string): string => values[name] ?? "";
  const shared = sharedOptions(deps, account);
  switch (provider) {
    case "resend":
      return createResendProvider({ ...shared, apiKey: value("apiKey") });
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
      });
    case "fcm":
    case "apns":
      return buildPushProvider(provider, value, { ...shared, http2: deps.http2, pushUrls: deps.pushUrls ?? {} });
  }
};

/** What every provider is built with. */
const sharedOptions = (deps: ConnectionsDeps, { provider, values, since }: StoredAccount) => {
  const { http, clock, baseUrls, rates, callTimeoutMs } = deps;
  const baseUrl = baseUrls?.[provider];
  const rate = rates?.[provider];
  return {
    http,
    clock,
    from: values["from"] ?? "",
    accountSince: since,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(rate === undefined ? {} : { rate }),
    ...(callTimeoutMs === undefined ? {} : { timeoutMs: callTimeoutMs }),
  };
};
