import { useState } from "react";
import type { ProviderAccount } from "#shared/api/settings.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { accountTitle } from "./account-words.ts";
import { ChoiceField } from "./choice-field.tsx";

type Typed = Readonly<Record<string, string>>;

/** What was typed and not saved yet, and the two ways to save it. */
const useAccountEdit = (account: ProviderAccount) => {
  const client = useClient();
  const { provider } = account;
  const [typed, setTyped] = useState<Typed>({});
  const [name, setName] = useState<string>();
  const [refusal, setRefusal] = useState<Problem>();
  const values = valuesToSave(account, typed);
  const isTyped = Object.keys(values).length > 0;
  const done = (): void => {
    setTyped({});
    setName(undefined);
    showToast({ sentence: `${accountTitle(account)} is saved.` });
  };
  const save = useCommand(async () => {
    setRefusal(undefined);
    await client.settings.saveProvider({ provider, values, ...(name === undefined ? {} : { name }) });
    done();
  });
  const testThenSave = useCommand(async () => {
    setRefusal(undefined);
    const { ok, problem } = await client.settings.testThenSave({ provider, values });
    if (!ok) return setRefusal(problem ?? undefined);
    if (name !== undefined) await client.settings.saveProvider({ provider, values: {}, name });
    done();
  });
  return { typed, setTyped, name, setName, isTyped, save, testThenSave, refusal };
};

/** The account's fields and its name here. Only what was typed is sent. */
export const AccountForm = ({ account }: { readonly account: ProviderAccount }) => {
  const edit = useAccountEdit(account);
  const { typed, setTyped, name, setName, save, testThenSave, refusal } = edit;
  const problem = save.problem ?? testThenSave.problem ?? refusal;
  return (
    <div className="border-line flex flex-col gap-4 border-t pt-4">
      {account.fields.map((field) => (
        <AccountFieldBox
          key={field.name}
          field={field}
          typed={typed[field.name]}
          onType={(value) => setTyped({ ...typed, [field.name]: value })}
        />
      ))}
      <TextField
        label="Its name in Usher"
        description="A word such as “studio”, to tell accounts apart. Guests never see it."
        value={name ?? account.name}
        onChange={setName}
      />
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {refusal === undefined ? null : <p className="text-sm">Nothing was changed: the account sends as before.</p>}
      {testThenSave.pending ? <p role="status">Asking the provider…</p> : null}
      <SaveButtons account={account} edit={edit} />
    </div>
  );
};

const SaveButtons = ({ account, edit }: { readonly account: ProviderAccount; readonly edit: ReturnType<typeof useAccountEdit> }) => {
  const { isTyped, name, save, testThenSave } = edit;
  const { connected, label } = account;
  const pending = save.pending || testThenSave.pending;
  return (
    <div className="flex flex-wrap gap-3">
      {connected ? (
        <Button variant="primary" isDisabled={!isTyped || pending} onPress={() => void testThenSave.run()}>
          Test, then use
        </Button>
      ) : null}
      <Button
        variant={connected ? "secondary" : "primary"}
        isDisabled={(!isTyped && name === undefined) || pending}
        onPress={() => void save.run()}
      >{`Save ${label}`}</Button>
    </div>
  );
};

/** A secret box that was emptied again means "keep the stored one". */
const valuesToSave = (account: ProviderAccount, typed: Typed): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => value !== "" || account.fields.find((field) => field.name === name)?.secret !== true),
  );

interface AccountFieldBoxProps {
  readonly field: ProviderAccount["fields"][number];
  readonly typed: string | undefined;
  readonly onType: (value: string) => void;
}

/** A stored secret is shown only as its mask beside an empty box. */
const AccountFieldBox = ({ field, typed, onType }: AccountFieldBoxProps) => {
  const { label, help, secret, value, choices, required } = field;
  if (choices !== null)
    return <ChoiceField label={label} help={help} choices={choices} value={typed ?? value.toLowerCase()} onChange={onType} />;
  return (
    <TextField
      label={label}
      description={secret && value !== "" ? `${help} Stored: ${value}. Leave empty to keep it.` : help}
      type={secret ? "password" : "text"}
      isRequired={required}
      value={typed ?? (secret ? "" : value)}
      onChange={onType}
    />
  );
};
