import { useState } from "react";
import type { ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { useNow } from "../messages/use-now.ts";
import { shortTime } from "../messages/wedding-time.ts";

interface ProviderCardProps {
  readonly account: ProviderAccount;
  readonly zone: string;
}

const channelWords: Readonly<Record<ProviderAccount["channel"], string>> = { email: "Email", sms: "Text messages", push: "Push" };

/** One provider. One that nobody began with is a line: six open forms are a wall. */
export const ProviderCard = ({ account, zone }: ProviderCardProps) => {
  const [isOpen, setOpen] = useState(false);
  const begun = account.connected || account.fields.some(({ value }) => value !== "");
  return (
    <section aria-label={account.label} className="border-line bg-surface-2 flex flex-col gap-4 rounded-lg border p-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-base font-semibold">{account.label}</h2>
        <span className="text-ink-2 text-sm">{channelWords[account.channel]}</span>
        <Badge tone={account.connected ? "ok" : "neutral"}>{account.connected ? "Connected" : "Not connected"}</Badge>
        {begun || isOpen ? null : (
          <span className="ms-auto">
            <Button onPress={() => setOpen(true)}>{`Set up ${account.label}`}</Button>
          </span>
        )}
      </div>
      {begun || isOpen ? <ProviderForm account={account} zone={zone} /> : null}
    </section>
  );
};

/** Its fields, saving, testing, removing. Only fields that were typed in are sent. */
const ProviderForm = ({ account, zone }: ProviderCardProps) => {
  const client = useClient();
  const { provider, label } = account;
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const save = useCommand(async () => {
    await client.settings.saveProvider({ provider, values: valuesToSave(account, typed) });
    setTyped({});
    showToast({ sentence: `${label} is saved.` });
  });
  const test = useCommand(() => client.settings.testProvider({ provider }));
  const remove = useCommand(async () => {
    await client.settings.removeProvider({ provider });
    setTyped({});
  });
  const problem = save.problem ?? test.problem ?? remove.problem;
  const hasTyped = Object.keys(typed).length > 0;
  return (
    <>
      {account.fields.map((field) => (
        <ProviderFieldBox
          key={field.name}
          field={field}
          typed={typed[field.name]}
          onType={(value) => setTyped({ ...typed, [field.name]: value })}
        />
      ))}
      {problem === undefined ? null : <ErrorState problem={problem} />}
      <LastTest account={account} zone={zone} pending={test.pending} />
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" isDisabled={!hasTyped || save.pending} onPress={() => void save.run()}>{`Save ${label}`}</Button>
        <Button isDisabled={!account.connected || hasTyped || test.pending} onPress={() => void test.run()}>
          Test connection
        </Button>
        {account.connected ? (
          <span className="ms-auto">
            <Button variant="danger" isDisabled={remove.pending} onPress={() => void remove.run()}>{`Remove ${label}`}</Button>
          </span>
        ) : null}
      </div>
    </>
  );
};

/** A secret box that was emptied again means "keep the stored one". */
const valuesToSave = (account: ProviderAccount, typed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => value !== "" || account.fields.find((field) => field.name === name)?.secret !== true),
  );

interface ProviderFieldBoxProps {
  readonly field: ProviderAccount["fields"][number];
  readonly typed: string | undefined;
  readonly onType: (value: string) => void;
}

/** A stored secret is shown only as its mask beside an empty box. */
const ProviderFieldBox = ({ field, typed, onType }: ProviderFieldBoxProps) => (
  <TextField
    label={field.label}
    description={field.secret && field.value !== "" ? `${field.help} Stored: ${field.value}. Leave empty to keep it.` : field.help}
    type={field.secret ? "password" : "text"}
    isRequired={field.required}
    value={typed ?? (field.secret ? "" : field.value)}
    onChange={onType}
  />
);

const LastTest = ({ account, zone, pending }: ProviderCardProps & { readonly pending: boolean }) => {
  const now = useNow(60_000);
  if (pending) return <p role="status">Asking the provider…</p>;
  const { lastTest } = account;
  if (lastTest === null) return account.connected ? <p className="text-ink-2 text-sm">Not tested yet.</p> : null;
  return (
    <div role="status" className="text-sm">
      <p className={lastTest.ok ? "text-ok" : "text-bad"}>{`${shortTime(lastTest.at, zone, now)}: ${lastTest.sentence}`}</p>
      {lastTest.problem === null ? null : <p>{lastTest.problem.nextStep}</p>}
    </div>
  );
};
