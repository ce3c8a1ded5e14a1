import { useState } from "react";
import { accountProviderOf, type AccountId, type ConnectableProvider, type ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { AccountCard } from "./account-card.tsx";
import { channelWords, isBegun } from "./account-words.ts";

interface ChannelAccountsProps {
  readonly channel: ProviderAccount["channel"];
  readonly accounts: readonly ProviderAccount[];
  readonly zone: string;
}

/** The accounts of a channel in the order in which they are asked; below, what could be set up. */
export const ChannelAccounts = ({ channel, accounts, zone }: ChannelAccountsProps) => {
  /** Opened here and still empty: their forms stay where they are until something is saved. */
  const [opened, setOpened] = useState<ReadonlySet<AccountId>>(new Set());
  const shown = accounts.filter((account) => isBegun(account) || opened.has(account.provider));
  const others = accounts.filter((account) => !shown.includes(account));
  const connected = shown.filter((account) => account.connected);
  return (
    <section aria-labelledby={`accounts-${channel}`} className="flex flex-col gap-3">
      <div>
        <h2 id={`accounts-${channel}`} className="font-display text-xl">
          {channelWords[channel]}
        </h2>
        {connected.length < 2 || channel === "push" ? null : (
          <p className="text-ink-2 text-sm">The first account sends. If it cannot, the next one takes over.</p>
        )}
      </div>
      {shown.length === 0 ? null : (
        <ol aria-label={`${channelWords[channel]} accounts`} className="flex flex-col gap-3">
          {shown.map((account, at) => (
            <li key={account.provider}>
              <AccountCard
                account={account}
                zone={zone}
                startsOpen={!account.connected}
                place={channel === "push" || shown.length < 2 ? null : { at, of: shown.length }}
              />
            </li>
          ))}
        </ol>
      )}
      <div className="flex flex-wrap gap-2">
        {others.map(({ provider, label }) => (
          <Button key={provider} onPress={() => setOpened(new Set([...opened, provider]))}>{`Set up ${label}`}</Button>
        ))}
        {channel === "push" ? null : <FurtherAccounts connected={connected} />}
      </div>
    </section>
  );
};

/** One more account of a provider that has one. */
const FurtherAccounts = ({ connected }: { readonly connected: readonly ProviderAccount[] }) => {
  const client = useClient();
  const add = useCommand((of: ConnectableProvider) => client.settings.addAccount({ of }));
  const firsts = new Map(connected.map(({ provider, label }) => [accountProviderOf(provider), label]));
  return (
    <>
      {[...firsts].map(([provider, label]) => (
        <Button key={provider} isDisabled={add.pending} onPress={() => void add.run(provider)}>{`Add another ${label} account`}</Button>
      ))}
      {add.problem === undefined ? null : <ErrorState problem={add.problem} />}
    </>
  );
};
