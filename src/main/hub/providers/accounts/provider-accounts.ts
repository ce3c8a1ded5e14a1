import { connectableProviderSchema, type ConnectableProvider, type ProviderAccount } from "#shared/api/settings.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import { UsherError, type Problem } from "#shared/problem.ts";
import { oneAtATime } from "#shared/one-at-a-time.ts";
import type { ProviderSource } from "#hub/dispatcher/dispatcher.ts";
import { liveValue } from "#hub/live/index.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { Provider } from "../contract.ts";
import { createConnections, type ConnectionsDeps } from "./connections.ts";
import { accountForms, formOf, merged } from "./fields.ts";
import { smsPriceCentsPerSegment } from "./prices.ts";
import {
  changedAccount,
  emptyAccount,
  eraseAccount,
  isConnected,
  lastTestOf,
  loadAccount,
  saveAccount,
  viewOf,
  type Places,
  type StoredAccount,
} from "./stored-account.ts";

export interface ProviderAccountsDeps extends ConnectionsDeps, Places {
  readonly logger: Logger;
}

/** What is known about the way that a message would take first. */
export interface LaneFacts {
  readonly provider: ProviderId;
  readonly perSecond: number;
  /** Sender and address for replies, as typed; both empty for practice. */
  readonly from: string;
  readonly replyTo: string;
  /** Rough price of one text segment in hundredths of a US dollar; 0 where nothing costs, null where no figure is known. */
  smsPriceCentsPerSegment(country?: string): number | null;
}

/** Which providers are connected and with what. States of one account: absent, incomplete (not connected), connected. */
export interface ProviderAccounts extends ProviderSource {
  /** Reads what is kept. Until then only practice providers are there. */
  start(): Promise<void>;
  /** Ends every provider, running calls too. Idempotent. */
  stop(): Promise<void>;
  providers(signal?: AbortSignal): AsyncGenerator<ProviderAccount[], void, void>;
  /** Throws `UsherError` and changes nothing when a field is unknown, missing or cannot be right. */
  saveProvider(input: { readonly provider: ConnectableProvider; readonly values: Readonly<Record<string, string>> }): Promise<void>;
  /** Throws `UsherError` `provider-not-connected`. */
  testProvider(input: { readonly provider: ConnectableProvider }): Promise<{ ok: boolean; sentence: string; problem: Problem | null }>;
  removeProvider(input: { readonly provider: ConnectableProvider }): Promise<void>;
  /** Undefined when nothing is connected for this channel. */
  readonly lanes: { of(channel: Channel, practice: boolean): LaneFacts | undefined };
}

export const createProviderAccounts = (deps: ProviderAccountsDeps): ProviderAccounts => {
  const { clock, logger } = deps;
  const connections = createConnections(deps);
  const { accountOf, providersFor } = connections;
  const inOrder = oneAtATime();
  const note = async (tested: Provider, provider: ConnectableProvider, lastTest: StoredAccount["lastTest"]): Promise<void> => {
    // Saved or removed meanwhile: the result is about an account that is no more.
    if (connections.connected(provider) !== tested) return;
    const before = accountOf(provider);
    const after = { ...before, lastTest };
    await saveAccount(deps, after, before, clock.now());
    connections.note(after);
  };
  const load = async (provider: ConnectableProvider): Promise<void> => {
    const now = clock.now();
    const account = await loadAccount(deps, provider, now);
    // A key from the environment may belong to another account than last time: kept, so that this counts from now only once.
    if (isConnected(account) && account.since === now) await saveAccount(deps, account, account, now);
    connections.adopt(account);
  };
  const views = (): ProviderAccount[] => accountForms.map(({ provider }) => viewOf(accountOf(provider)));
  return {
    start: () =>
      inOrder(async () => {
        for (const { provider } of accountForms) await load(provider);
      }),
    stop: connections.stop,
    providers: (signal) => liveValue({ read: views, subscribe: connections.onView }, clock, signal),
    saveProvider: ({ provider, values }) =>
      inOrder(async () => {
        const before = accountOf(provider);
        const after = changedAccount(before, merged(formOf(provider), before.values, values), clock.now());
        await saveAccount(deps, after, before, clock.now());
        connections.adopt(after);
        logger.info("A provider's account was saved.", { provider });
      }),
    testProvider: async ({ provider }) => {
      const tested = connections.connected(provider);
      if (tested === undefined) throw notConnected(provider);
      const lastTest = lastTestOf(await tested.test(new AbortController().signal), clock.now());
      logger.info("A provider's account was tested.", { provider, ok: lastTest.ok, code: lastTest.problem?.code });
      await inOrder(() => note(tested, provider, lastTest));
      return { ok: lastTest.ok, sentence: lastTest.sentence, problem: lastTest.problem };
    },
    removeProvider: ({ provider }) =>
      inOrder(async () => {
        await eraseAccount(deps, provider);
        connections.adopt(emptyAccount(provider));
        logger.info("A provider's account was removed.", { provider });
      }),
    providersFor,
    onChange: connections.onChange,
    lanes: {
      of: (channel, practice) => {
        const [first] = providersFor(channel, practice);
        if (first === undefined) return undefined;
        const connectable = connectableProviderSchema.safeParse(first.id);
        const { from = "", replyTo = "" } = connectable.success ? accountOf(connectable.data).values : {};
        const price = first.id === "twilio" ? smsPriceCentsPerSegment : () => 0;
        return { provider: first.id, perSecond: first.rate.perSecond, from, replyTo, smsPriceCentsPerSegment: price };
      },
    },
  };
};

const notConnected = (provider: ConnectableProvider): UsherError =>
  new UsherError({
    code: "provider-not-connected",
    sentence: `${formOf(provider).label} is not connected.`,
    nextStep: "Fill in its fields in Settings and save, then test.",
  });
