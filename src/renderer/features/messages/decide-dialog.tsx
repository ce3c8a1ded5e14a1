import { useState, type ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { confirmationFor, consequenceMany, consequenceOne, decisionWords, type Decision } from "./held-words.ts";

interface DecideDialogProps {
  readonly decision: Decision;
  readonly count: number;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Says what a choice leads to before it is taken; a second copy for several guests needs their number typed. */
export const DecideDialog = ({ decision, count, onClose, onConfirm }: DecideDialogProps): ReactNode => {
  const [typed, setTyped] = useState("");
  const isTyped = confirmationFor(decision, count) === "typed";
  const words = `${decisionWords[decision]}${count === 1 ? "" : `: ${count.toLocaleString()}`}`;
  return (
    <Dialog
      title={`${words}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button
            variant={decision === "send-again" ? "danger" : "primary"}
            isDisabled={isTyped && typed.trim() !== String(count)}
            onPress={onConfirm}
          >
            {words}
          </Button>
        </>
      }
    >
      <p className="text-sm">{count === 1 ? consequenceOne[decision] : consequenceMany(decision, count)}</p>
      {isTyped ? <TextField label={`Type ${count} to confirm`} value={typed} onChange={setTyped} autoFocus /> : null}
    </Dialog>
  );
};
