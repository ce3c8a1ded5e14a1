import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { X } from "../../ui/icons.ts";
import { TextField } from "../../ui/text-field.tsx";

export interface Undoable {
  readonly undoId: string;
  readonly sentence: string;
}

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
      <TextField label="E-mail" type="email" value={email} onChange={setEmail} />
      <TextField label="Phone" type="tel" value={phone} onChange={setPhone} />
      {add.problem === undefined ? null : <ErrorState problem={add.problem} />}
    </Dialog>
  );
};

export const GuestPeek = ({ guestId, onClose }: { readonly guestId: string; readonly onClose: () => void }): ReactNode => {
  const client = useClient();
  const { value } = useLiveValue(`guests.peek ${guestId}`, (signal) => client.guests.peek({ guestId }, { signal }));
  if (value === undefined) return null;
  return (
    <aside aria-label="Guest" className="w-80 shrink-0 overflow-auto border-s border-t border-line bg-surface-2 p-4 text-sm">
      <div className="flex items-start justify-between gap-2">
        <h2 className="font-display text-xl">
          <bdi>{value === null ? "This guest is gone" : `${value.guest.givenName} ${value.guest.familyName}`}</bdi>
        </h2>
        <Button variant="quiet" aria-label="Close" onPress={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      {value === null ? null : (
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dt]:text-ink-2">
          <dt>Household</dt>
          <dd>
            <bdi>{value.household.label}</bdi>
          </dd>
          <dt>With</dt>
          <dd>{value.members.map(({ name }) => name).join(", ")}</dd>
          {value.guest.contactPoints.map((point) => (
            <div key={point.id} className="contents">
              <dt>{point.channel}</dt>
              <dd className="break-all">
                {point.address === "" ? point.entered : point.address} · {point.standing}
              </dd>
            </div>
          ))}
          <dt>Diet</dt>
          <dd>{value.guest.diet}</dd>
          <dt>Access</dt>
          <dd>{value.guest.accessNeeds}</dd>
          <dt>Note</dt>
          <dd>{value.guest.note}</dd>
          <dt>Messages</dt>
          <dd>{value.messages.length}</dd>
        </dl>
      )}
    </aside>
  );
};
