import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Undoable } from "./undoable.ts";

export const AddGuest = ({
  weddingId,
  onClose,
  onDone,
}: {
  readonly weddingId: string;
  readonly onClose: () => void;
  readonly onDone: (change: Undoable) => void;
}): ReactNode => {
  const client = useClient();
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [phone, setPhone] = useState("");
  const add = useCommand(async () => {
    onDone(await client.guests.add({ weddingId, givenName, familyName, householdId: null, email, phone }));
    onClose();
  });
  return (
    <Dialog
      title="Add a guest"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="primary" isDisabled={add.pending || `${givenName}${familyName}`.trim() === ""} onPress={() => void add.run()}>
            Add guest
          </Button>
        </>
      }
    >
      <TextField label="First name" value={givenName} onChange={setGiven} autoFocus />
      <TextField label="Family name" value={familyName} onChange={setFamily} />
      <TextField label="Email" type="email" value={email} onChange={setEmail} />
      <TextField label="Phone" type="tel" value={phone} onChange={setPhone} />
      {add.problem === undefined ? null : <ErrorState problem={add.problem} />}
    </Dialog>
  );
};
