import type { ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { useLoad } from "../campaigns/use-load.ts";
import { useWedding } from "../../state/use-wedding.ts";
import { ChannelAccounts } from "./channel-accounts.tsx";
import { secretsWords } from "./secrets-words.ts";

const panel = "border-line bg-surface-2 flex flex-col gap-2 rounded-lg border p-4";
const channels: readonly ProviderAccount["channel"][] = ["email", "sms", "push"];

/** Accounts at the providers and how their keys are kept; what practice means. */
export const SettingsScreen = ({ weddingId }: { readonly weddingId: string }) => {
  const client = useClient();
  const wedding = useWedding(weddingId);
  const info = useLoad("app.info", (signal) => client.app.info(undefined, { signal }));
  const accounts = useLiveValue("settings.providers", (signal) => client.settings.providers(undefined, { signal }));
  return (
    <Page title="Settings">
      <div className="flex max-w-3xl flex-col gap-4">
        {wedding === undefined ? null : (
          <section aria-label="Practice mode" className={panel}>
            <h2 className="text-base font-semibold">{wedding.practice ? "This wedding is practice" : "This wedding is real"}</h2>
            <p className="text-sm">
              {wedding.practice
                ? "Everything works as in earnest, with delays, bounces and outages, but it goes to a practice provider inside this app. No message of this wedding can ever reach a person, whatever is connected below. This cannot be switched: make a new wedding when you are ready."
                : "Approved messages go to the providers connected below and reach people."}
            </p>
          </section>
        )}
        <section aria-label="Keys" className={panel}>
          <h2 className="text-base font-semibold">How keys are kept here</h2>
          <p className="text-sm" data-testid="secrets-protection">
            {info.value === undefined ? (info.problem?.sentence ?? "Looking…") : secretsWords[info.value.secretsProtection]}
          </p>
        </section>
        {accounts.problem === undefined ? null : <ErrorState problem={accounts.problem} />}
        {accounts.value === undefined && accounts.problem === undefined ? <p role="status">Loading the accounts…</p> : null}
        {accounts.value === undefined
          ? null
          : channels.map((channel) => (
              <ChannelAccounts
                key={channel}
                channel={channel}
                accounts={(accounts.value ?? []).filter((account) => account.channel === channel)}
                zone={wedding?.zone ?? "UTC"}
              />
            ))}
        {info.value === undefined ? null : <p className="text-ink-2 text-sm">{`Usher ${info.value.version}`}</p>}
      </div>
    </Page>
  );
};
