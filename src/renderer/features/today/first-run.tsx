import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** What a newcomer meets: one sentence, a new wedding, or the sample. */
export const FirstRun = ({ onOpened }: { readonly onOpened: (weddingId: string) => void }): ReactNode => {
  const client = useClient();
  const [creating, setCreating] = useState(false);
  const sample = useCommand(async () => onOpened((await client.weddings.openSample()).weddingId));
  return (
    <div className="mx-auto max-w-2xl pt-16">
      <EmptyState
        sentence="Everything a wedding says to its guests, and everything they say back."
        action={
          <Button variant="primary" onPress={() => setCreating(true)}>
            Start a wedding
          </Button>
        }
        secondary={
          <Button isDisabled={sample.pending} onPress={() => void sample.run()}>
            {sample.pending ? "Setting the tables…" : "Try the sample wedding"}
          </Button>
        }
      />
      {sample.problem === undefined ? null : <ErrorState problem={sample.problem} />}
      {creating ? <NewWedding onClose={() => setCreating(false)} onOpened={onOpened} /> : null}
    </div>
  );
};

const NewWedding = ({ onClose, onOpened }: { readonly onClose: () => void; readonly onOpened: (weddingId: string) => void }): ReactNode => {
  const client = useClient();
  const [name, setName] = useState("");
  const [date, setDate] = useState("");
  const [venueName, setVenue] = useState("");
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [practice, setPractice] = useState(false);
  const create = useCommand(async () => {
    const language = navigator.language.split("-")[0] ?? "en";
    onOpened((await client.weddings.create({ name, date, zone, venueName, languages: [language], rsvpDeadline: null, practice })).id);
  });
  const isReady = name.trim() !== "" && date !== "" && zone !== "";
  return (
    <Dialog
      title="A new wedding"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="primary" isDisabled={!isReady || create.pending} onPress={() => void create.run()}>
            Start
          </Button>
        </>
      }
    >
      <TextField label="Whose wedding is it?" placeholder="Léa & Omar" value={name} onChange={setName} isRequired autoFocus />
      <TextField label="Day" type="date" value={date} onChange={setDate} isRequired />
      <TextField label="Venue" value={venueName} onChange={setVenue} />
      <TextField label="Time zone of the venue" value={zone} onChange={setZone} description="As in Europe/Berlin." />
      <Checkbox isSelected={practice} onChange={setPractice}>
        Practice only: never reaches a real person
      </Checkbox>
      {create.problem === undefined ? null : <ErrorState problem={create.problem} />}
    </Dialog>
  );
};
