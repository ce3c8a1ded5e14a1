import { useState, type ReactNode } from "react";
import type { EditableGuestField } from "#shared/api/guests.ts";
import type { Guest } from "#shared/domain/guest.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { zoneNames } from "../../ui/zone-names.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { Undoable } from "./undoable.ts";

type DetailField = Extract<EditableGuestField, "givenName" | "familyName" | "diet" | "accessNeeds" | "note">;

/** What quiet hours go by for a guest whose time zone nobody has said. */
const byNumber = "By the phone number";

const detailFields: readonly { readonly field: DetailField; readonly label: string; readonly multiline?: boolean }[] = [
  { field: "givenName", label: "First name" },
  { field: "familyName", label: "Family name" },
  { field: "diet", label: "Diet" },
  { field: "accessNeeds", label: "Access needs" },
  { field: "note", label: "Note", multiline: true },
];

/** Edits what the list has no column for, and the name; what was changed is one undoable change. */
export const GuestDetails = ({
  guest,
  onClose,
  onDone,
}: {
  readonly guest: Guest;
  readonly onClose: () => void;
  readonly onDone: (change: Undoable) => void;
}): ReactNode => {
  const client = useClient();
  const [typed, setTyped] = useState<Partial<Record<DetailField, string>>>({});
  const known = guest.zone ?? byNumber;
  const [chosenZone, setChosenZone] = useState<string>();
  const edits: { readonly guestId: string; readonly field: EditableGuestField; readonly value: string }[] = detailFields.flatMap(
    ({ field }) => {
      const value = typed[field];
      return value === undefined || value === guest[field] ? [] : [{ guestId: guest.id, field, value }];
    },
  );
  if (chosenZone !== undefined && chosenZone !== known)
    edits.push({ guestId: guest.id, field: "zone", value: chosenZone === byNumber ? "" : chosenZone });
  const save = useCommand(async () => onDone(await client.guests.edit({ weddingId: guest.weddingId, edits })));
  return (
    <form
      className="mt-3 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (edits.length === 0) onClose();
        else void save.run();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {detailFields.map(({ field, label, multiline }, at) => (
        <TextField
          key={field}
          label={label}
          value={typed[field] ?? guest[field]}
          onChange={(value) => setTyped((old) => ({ ...old, [field]: value }))}
          multiline={multiline ?? false}
          autoFocus={at === 0}
        />
      ))}
      <ComboBox label="Time zone" items={[byNumber, ...zoneNames]} value={chosenZone ?? known} onChange={setChosenZone} />
      {save.problem === undefined ? null : <ErrorState problem={save.problem} />}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isDisabled={save.pending}>
          Save
        </Button>
        <Button onPress={onClose}>Back</Button>
      </div>
    </form>
  );
};
