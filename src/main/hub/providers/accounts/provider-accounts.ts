import { countryOfNumber } from "#shared/contact/phone-number.ts";
import type { AccountId, ConnectableProvider, ProviderAccount } from "#shared/api/settings.ts";
import type { Channel } from "#shared/domain/fields.ts";
import { oneAtATime } from "#shared/one-at-a-time.ts";
import type { ProviderSource } from "#hub/dispatcher/dispatcher.ts";
import { liveValue } from "#hub/live/index.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { Provider } from "../contract.ts";
import { createAccountChanges, createAccountTests, type AccountChanges, type AccountTests, type ChangesDeps } from "./account-changes.ts";
import { firstOrder, isFurther, loadOrder, saveOrder, withFurther, withMoved, withoutAccount, type AccountOrder } from "./account-order.ts";
import { viewOf } from "./account-view.ts";
import { createConnections, type ConnectionsDeps } from "./connections.ts";
import { accountFacts, practiceFacts, type LaneFacts } from "./lane-facts.ts";
import { emptyAccount, eraseAccount, isConnected, loadAccount, saveAccount, type Places } from "./stored-account.ts";

export interface ProviderAccountsDeps extends ConnectionsDeps, Places {
  readonly logger: Logger;
}

/** Which providers are connected and with what. States of one account: absent, incomplete (not connected), connected. */
export interface ProviderAccounts extends ProviderSource, AccountChanges, AccountTests {
  /** Reads what is kept. Until then only practice providers are there. */
  start(): Promise<void>;
  /** Ends every provider, running calls too. Idempotent. */
  stop(): Promise<void>;
  providers(signal?: AbortSignal): AsyncGenerator<ProviderAccount[], void, void>;
  /** A further account, asked after the others of its channel. Throws `UsherError` where there can be no more. */
  addAccount(input: { readonly of: ConnectableProvider }): Promise<{ provider: AccountId }>;
  removeProvider(input: { readonly provider: AccountId }): Promise<void>;
  moveAccount(input: { readonly provider: AccountId; readonly by: -1 | 1 }): Promise<void>;
  readonly lanes: {
    /** The way that is asked first; undefined when nothing is connected for this channel. */
    of(channel: Channel, practice: boolean): LaneFacts | undefined;
    /** Every way, in the order in which they are asked. */
    all(channel: Channel, practice: boolean): readonly LaneFacts[];
  };
}

export const createProviderAccounts = (deps: ProviderAccountsDeps): ProviderAccounts => {
  const { clock, settings } = deps;
  const connections = createConnections(deps);
  const { accountOf, providersFor } = connections;
  const inOrder = oneAtATime();
  let order: AccountOrder = firstOrder;
  const arrange = async (next: AccountOrder): Promise<void> => {
    if (next.ids !== order.ids) await saveOrder(settings, next, clock.now());
    order = next;
    connections.arrange(order.ids);
  };
  const load = async (id: AccountId): Promise<void> => {
    const now = clock.now();
    const account = await loadAccount(deps, id, now);
    // A key from the environment may belong to another account than last time: kept, so that this counts from now only once.
    if (isConnected(account) && account.since === now) await saveAccount(deps, account, account, now);
    connections.adopt(account);
  };
  const factsOf = (provider: Provider, practice: boolean): LaneFacts =>
    practice ? practiceFacts(provider) : accountFacts(provider, accountOf(provider.id as AccountId));
  const changes: ChangesDeps = { ...deps, connections, inOrder, exists: (id) => order.ids.includes(id) };
  const all = (channel: Channel, practice: boolean): LaneFacts[] =>
    providersFor(channel, practice).map((provider) => factsOf(provider, practice));
  return {
    start: () =>
      inOrder(async () => {
        order = await loadOrder(settings);
        connections.arrange(order.ids);
        for (const id of order.ids) await load(id);
      }),
    stop: connections.stop,
    providers: (signal) =>
      liveValue({ read: () => order.ids.map((id) => viewOf(accountOf(id), clock.now())), subscribe: connections.onView }, clock, signal),
    addAccount: ({ of }) =>
      inOrder(async () => {
        const further = withFurther(order, of);
        await arrange(further.order);
        return { provider: further.id };
      }),
    removeProvider: ({ provider: id }) =>
      inOrder(async () => {
        await eraseAccount(deps, id);
        if (isFurther(id)) await arrange(withoutAccount(order, id));
        else connections.adopt(emptyAccount(id));
        deps.logger.info("A provider's account was removed.", { account: id });
      }),
    moveAccount: ({ provider: id, by }) =>
      inOrder(() => arrange(withMoved(order, id, by, (one) => isFurther(one) || Object.keys(accountOf(one).values).length > 0))),
    ...createAccountChanges(changes),
    ...createAccountTests(changes),
    providersFor,
    mayWriteTo: (provider, address) => {
      if (provider.channel !== "sms" || connections.connected(provider.id as AccountId) !== provider) return true;
      const rule = accountFacts(provider, accountOf(provider.id as AccountId)).countryRule(countryOfNumber(address));
      return rule.kind === "allowed" || rule.code !== "sender-not-allowed";
    },
    onChange: connections.onChange,
    lanes: { of: (channel, practice) => all(channel, practice)[0], all },
  };
};
