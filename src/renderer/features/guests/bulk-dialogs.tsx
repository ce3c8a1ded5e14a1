import { useEffect, useState, type ReactNode } from "react";
import type { EditableGuestField } from "#shared/api/guests.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { kindWords } from "./filter-words.ts";
import type { Undoable } from "./undoable.ts";

interface BulkDialogProps {
  readonly weddingId: string;
  readonly guestIds: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (change: Undoable) => void;
}

/** Known tags that are offered; the rest can be typed. */
const tagsOfferedMax = 12;

export const peopleWords = (count: number): string => (count === 1 ? "1 guest" : `${count.toLocaleString()} guests`);

/** Puts a tag on all of them, or takes one off: one change, one undo. */
export const TagDialog = ({ weddingId, guestIds, onClose, onDone }: BulkDialogProps): ReactNode => {
  const client = useClient();
  const [tag, setTag] = useState("");
  const [known, setKnown] = useState<readonly string[]>([]);
  const load = useCommand(async () => {
    const facets = await client.guests.facets({ weddingId });
    setKnown(facets.find(({ field }) => field === "tag")?.values.map(({ value }) => value) ?? []);
  });
  const { run: loadTags } = load;
  useEffect(() => void loadTags(), [loadTags]);
  const change = useCommand(async (how: "add" | "remove") => {
    const tags = [tag.trim()];
    const done = await client.guests.tag({
      weddingId,
      guestIds: [...guestIds],
      add: how === "add" ? tags : [],
      remove: how === "remove" ? tags : [],
    });
    onDone(done);
    onClose();
  });
  const isDisabled = change.pending || tag.trim() === "";
  return (
    <Dialog
      title={`Tag ${peopleWords(guestIds.length)}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button isDisabled={isDisabled} onPress={() => void change.run("remove")}>
            Take off
          </Button>
          <Button variant="primary" isDisabled={isDisabled} onPress={() => void change.run("add")}>
            Add tag
          </Button>
        </>
      }
    >
      <EnterForm isReady={!isDisabled} onEnter={() => void change.run("add")}>
        <TextField label="Tag" value={tag} onChange={(text) => setTag(text.slice(0, 40))} autoFocus />
      </EnterForm>
      {known.length === 0 ? null : (
        <div className="flex flex-wrap gap-1.5" role="group" aria-label="Tags in use">
          {known.slice(0, tagsOfferedMax).map((one) => (
            <Button key={one} onPress={() => setTag(one)}>
              <bdi>{one}</bdi>
            </Button>
          ))}
        </div>
      )}
      {change.problem === undefined ? null : <ErrorState problem={change.problem} />}
    </Dialog>
  );
};

/** Enter in the field is the same as the primary button. */
const EnterForm = ({ isReady, onEnter, children }: { isReady: boolean; onEnter: () => void; children: ReactNode }): ReactNode => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      if (isReady) onEnter();
    }}
  >
    {children}
  </form>
);

const settable: readonly { readonly id: EditableGuestField; readonly label: string }[] = [
  { id: "table", label: "Table" },
  { id: "side", label: "Side" },
  { id: "language", label: "Language" },
  { id: "zone", label: "Time zone" },
  { id: "diet", label: "Diet" },
  { id: "kind", label: "Kind" },
  { id: "household", label: "Household" },
  { id: "note", label: "Note" },
];

const valueHints: Partial<Record<EditableGuestField, string>> = {
  language: "A short code such as de or pt-BR.",
  zone: "A city, such as Tokyo, or a name such as Europe/Berlin. Empty: by the phone number.",
};

/** Writes one value into one field of all of them. */
export const SetDialog = ({ weddingId, guestIds, onClose, onDone }: BulkDialogProps): ReactNode => {
  const client = useClient();
  const [field, setField] = useState<EditableGuestField>("table");
  const [value, setValue] = useState("");
  const apply = useCommand(async () => {
    onDone(await client.guests.edit({ weddingId, edits: guestIds.map((guestId) => ({ guestId, field, value })) }));
    onClose();
  });
  const choose = (next: EditableGuestField): void => {
    setField(next);
    setValue(next === "kind" ? "adult" : "");
  };
  return (
    <Dialog
      title={`Set a field of ${peopleWords(guestIds.length)}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="primary" isDisabled={apply.pending} onPress={() => void apply.run()}>
            {value.trim() === "" ? `Empty it for ${peopleWords(guestIds.length)}` : `Set for ${peopleWords(guestIds.length)}`}
          </Button>
        </>
      }
    >
      <Select label="Field" items={settable} value={field} onChange={choose} />
      {field === "kind" ? (
        <Select label="Value" items={Object.entries(kindWords).map(([id, label]) => ({ id, label }))} value={value} onChange={setValue} />
      ) : (
        <EnterForm isReady={!apply.pending && value.trim() !== ""} onEnter={() => void apply.run()}>
          <TextField
            label="Value"
            value={value}
            onChange={setValue}
            description={valueHints[field] ?? "What is there now is replaced; Undo brings it back."}
          />
        </EnterForm>
      )}
      {apply.problem === undefined ? null : <ErrorState problem={apply.problem} />}
    </Dialog>
  );
};
