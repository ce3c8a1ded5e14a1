import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";

interface DiscardDialogProps {
  readonly messageIds: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Ends messages that gave up. They stay in the list as cancelled; the reason stays in their story. */
export const DiscardDialog = ({ messageIds, onClose, onDone }: DiscardDialogProps): ReactNode => {
  const client = useClient();
  const [reason, setReason] = useState("");
  const count = messageIds.length;
  const discard = useCommand(async () => {
    const { discarded } = await client.messages.discard({ messageIds: [...messageIds], reason: reason.trim() });
    showToast({
      sentence: `${discarded.toLocaleString()} discarded. ${discarded === 1 ? "It stays" : "They stay"} in the list as cancelled.`,
    });
    onDone();
    onClose();
  });
  return (
    <Dialog
      title={count === 1 ? "Discard this message?" : `Discard ${count.toLocaleString()} messages?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="danger" isDisabled={discard.pending || reason.trim() === ""} onPress={() => void discard.run()}>
            {count === 1 ? "Discard" : `Discard ${count.toLocaleString()}`}
          </Button>
        </>
      }
    >
      <p className="text-sm">
        {count === 1 ? "It ends as cancelled and will not be tried again." : "They end as cancelled and will not be tried again."} Nothing
        is removed from the list. This cannot be taken back, but the message can be approved anew.
      </p>
      <TextField label="Why" value={reason} onChange={(text) => setReason(text.slice(0, 200))} autoFocus placeholder="Called her instead" />
      {discard.problem === undefined ? null : <ErrorState problem={discard.problem} />}
    </Dialog>
  );
};
