import { useState } from "react";
import type { UsherClient } from "#shared/api/contract.ts";
import type { ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { accountTitle, channelWords, isBegun } from "./account-words.ts";

type Use = Awaited<ReturnType<UsherClient["settings"]["accountUse"]>>;

/** Removes an account after saying what hangs on it. */
export const RemoveAccount = ({ account }: { readonly account: ProviderAccount }) => {
  const client = useClient();
  const [use, setUse] = useState<Use>();
  const { provider } = account;
  const title = accountTitle(account);
  const ask = useCommand(async () => setUse(await client.settings.accountUse({ provider })));
  const remove = useCommand(async () => {
    await client.settings.removeProvider({ provider });
    setUse(undefined);
  });
  if (!isBegun(account)) return null;
  return (
    <>
      <Button variant="danger" isDisabled={ask.pending} onPress={() => void ask.run()}>{`Remove ${title}`}</Button>
      {ask.problem === undefined ? null : <ErrorState problem={ask.problem} />}
      <Dialog
        title={`Remove ${title}?`}
        isOpen={use !== undefined}
        onClose={() => setUse(undefined)}
        actions={
          <>
            <Button onPress={() => setUse(undefined)}>Keep it</Button>
            <Button variant="danger" isDisabled={remove.pending} onPress={() => void remove.run()}>
              Remove it
            </Button>
          </>
        }
      >
        {use === undefined ? null : sentencesOf(use, account).map((sentence) => <p key={sentence}>{sentence}</p>)}
        {remove.problem === undefined ? null : <ErrorState problem={remove.problem} />}
      </Dialog>
    </>
  );
};

const sentencesOf = ({ inDoubt, waiting, hasOther }: Use, { channel }: ProviderAccount): readonly string[] => {
  const messages = (count: number): string => (count === 1 ? "One message" : `${count} messages`);
  const sentences: string[] = [];
  if (inDoubt > 0) {
    sentences.push(
      `${messages(inDoubt)} went out through this account, and whether ${inDoubt === 1 ? "it" : "they"} arrived is not known yet. Only this account can say: without it, you decide each one by hand.`,
    );
  }
  if (waiting > 0) {
    sentences.push(
      hasOther
        ? `${messages(waiting)} that ${waiting === 1 ? "waits" : "wait"} to be sent will go out through your other ${channelWords[channel].toLowerCase()} account.`
        : `${messages(waiting)} still ${waiting === 1 ? "waits" : "wait"} to be sent and will keep waiting until another account for this is connected.`,
    );
  }
  return [...sentences, "Its keys are erased from this computer. What was sent stays in the journal."];
};
