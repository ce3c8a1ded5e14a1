import { useState } from "react";
import type { Channel } from "#shared/domain/fields.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useLiveValue } from "../../../state/live-slot.ts";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useLoad } from "../use-load.ts";

export interface TestOf {
  readonly campaignId: string;
  readonly guestId: string;
  readonly guestName: string;
  readonly channel: Channel;
  readonly language: string;
}

interface TestDialogProps {
  readonly test: TestOf;
  readonly practice: boolean;
  /** Saves what is on screen; answers whether that worked. */
  readonly save: () => Promise<boolean>;
  readonly onClose: () => void;
}

/** Sends the saved draft to the planner; then shows how far it got. */
export const TestDialog = ({ test, practice, save, onClose }: TestDialogProps) => {
  const client = useClient();
  const { guestName, ...input } = test;
  const [to, setTo] = useOwnAddress(test.channel);
  const [messageId, setMessageId] = useState<string>();
  const send = useCommand(async () => {
    if (!(await save())) return;
    setMessageId((await client.campaigns.testSend({ ...input, to })).messageId);
  });
  const [cancel, go] = messageId === undefined ? ["Cancel", "Send test"] : ["Close", "Send again"];
  return (
    <Dialog
      title="Send a test"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{cancel}</Button>
          <Button variant="primary" isDisabled={send.pending || to.trim() === ""} onPress={() => void send.run()}>
            {go}
          </Button>
        </>
      }
    >
      <AddressField channel={test.channel} value={to} onChange={setTo} />
      <p className="text-ink-2 text-sm">
        With the data of <bdi>{guestName}</bdi>, marked [Test], counted nowhere. Its reply link answers for nobody.
      </p>
      {practice ? (
        <p className="text-sm">This is a practice wedding: the test takes the whole way, but reaches no real mailbox or phone.</p>
      ) : null}
      {send.problem === undefined ? null : <ErrorState problem={send.problem} />}
      {messageId === undefined ? null : <TestState key={messageId} messageId={messageId} />}
    </Dialog>
  );
};

/** What was typed, or else where the last test went. */
const useOwnAddress = (channel: Channel): readonly [string, (to: string) => void] => {
  const client = useClient();
  const own = useLoad("own-addresses", (signal) => client.campaigns.ownAddresses(undefined, { signal }));
  const [typed, setTyped] = useState<string>();
  return [typed ?? (channel === "email" ? own.value?.email : own.value?.sms) ?? "", setTyped];
};

interface AddressFieldProps {
  readonly channel: Channel;
  readonly value: string;
  readonly onChange: (to: string) => void;
}

const AddressField = ({ channel, value, onChange }: AddressFieldProps) =>
  channel === "email" ? (
    <TextField label="Your own email address" type="email" value={value} onChange={onChange} isRequired />
  ) : (
    <TextField label="Your own number, with its country code" type="tel" value={value} onChange={onChange} isRequired />
  );

const TestState = ({ messageId }: { readonly messageId: string }) => {
  const client = useClient();
  const story = useLiveValue(`timeline ${messageId}`, (signal) => client.messages.timeline({ messageId }, { signal }));
  return (
    <p role="status" data-testid="test-state" className="text-sm font-medium">
      {story.value?.message.sentence ?? "On its way…"}
    </p>
  );
};
