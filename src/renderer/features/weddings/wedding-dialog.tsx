import { useState, type ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { EventsField } from "./events-field.tsx";
import { LanguagesField } from "./languages-field.tsx";
import { blankForm, detailsOf, eventOf, formOf, missingOf, type WeddingForm } from "./wedding-form.ts";
import { zoneNames } from "../../ui/zone-names.ts";

interface NewWeddingDialogProps {
  readonly onClose: () => void;
  readonly onMade: (weddingId: string) => void;
}

export const NewWeddingDialog = ({ onClose, onMade }: NewWeddingDialogProps): ReactNode => {
  const client = useClient();
  const [form, setForm] = useState(() =>
    blankForm(Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.language.split("-")[0] ?? "en"),
  );
  const create = useCommand(async () => {
    const events = form.events.map((row) => eventOf(row, form));
    const { id } = await client.weddings.create({ ...detailsOf(form), practice: form.practice !== false, events });
    onMade(id);
  });
  return <WeddingDialog title="A new wedding" verb="Start" form={form} onChange={setForm} command={create} onClose={onClose} isNew />;
};

interface WeddingDetailsDialogProps {
  readonly wedding: WeddingCard;
  readonly onClose: () => void;
}

export const WeddingDetailsDialog = ({ wedding, onClose }: WeddingDetailsDialogProps): ReactNode => {
  const client = useClient();
  const [form, setForm] = useState(() => formOf(wedding));
  const save = useCommand(async () => {
    const events = form.events.map((row) => ({ id: row.id, ...eventOf(row, form) }));
    await client.weddings.save({ weddingId: wedding.id, ...detailsOf(form), events });
    onClose();
  });
  return (
    <WeddingDialog title="Wedding details" verb="Save" form={form} onChange={setForm} command={save} onClose={onClose} isNew={false} />
  );
};

interface WeddingDialogProps {
  readonly title: string;
  readonly verb: string;
  readonly form: WeddingForm;
  readonly onChange: (form: WeddingForm) => void;
  readonly command: Pick<ReturnType<typeof useCommand>, "pending" | "problem"> & { readonly run: () => Promise<unknown> };
  readonly onClose: () => void;
  readonly isNew: boolean;
}

const WeddingDialog = ({ title, verb, form, onChange, command, onClose, isNew }: WeddingDialogProps): ReactNode => {
  const missing = missingOf(form);
  const set = (change: Partial<WeddingForm>): void => onChange({ ...form, ...change });
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <p className="me-auto self-center text-sm text-ink-2">{missing.length === 0 ? "" : `Still missing: ${missing.join(", ")}`}</p>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={missing.length > 0 || command.pending} onPress={() => void command.run()}>
            {verb}
          </Button>
        </>
      }
    >
      <TextField
        label="Whose wedding is it?"
        placeholder="Léa & Omar"
        value={form.name}
        onChange={(name) => set({ name })}
        isRequired
        autoFocus={isNew}
      />
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TextField label="Day" type="date" value={form.date} onChange={(date) => set({ date })} isRequired />
        <TextField
          label="Answers until (optional)"
          type="date"
          value={form.rsvpDeadline}
          onChange={(rsvpDeadline) => set({ rsvpDeadline })}
        />
        <TextField label="Venue" value={form.venueName} onChange={(venueName) => set({ venueName })} />
        <ComboBox label="Time zone of the venue" items={zoneNames} value={form.zone} onChange={(zone) => set({ zone })} />
      </div>
      <LanguagesField languages={form.languages} onChange={(languages) => set({ languages })} />
      {isNew ? <PracticeField practice={form.practice} onChange={(practice) => set({ practice })} /> : null}
      <EventsField events={form.events} date={form.date} venueName={form.venueName} onChange={(events) => set({ events })} />
      {isNew ? null : <p className="text-xs text-ink-2">Messages that are already approved keep what they say.</p>}
      {command.problem === undefined ? null : <ErrorState problem={command.problem} />}
    </Dialog>
  );
};

const choices = [
  { id: "real", label: "Real", words: "What you approve goes out and reaches people." },
  {
    id: "practice",
    label: "Practice",
    words: "To try things. Nothing of this wedding can ever reach a person. For the real one, make another wedding.",
  },
] as const;

const PracticeField = ({ practice, onChange }: { readonly practice: boolean | null; readonly onChange: (practice: boolean) => void }) => (
  <RadioGroup
    value={practice === null ? null : practice ? "practice" : "real"}
    onChange={(id) => onChange(id === "practice")}
    className="flex flex-col gap-2"
  >
    <Label className="text-sm font-medium">Practice or real? This stays as it is.</Label>
    {choices.map(({ id, label, words }) => (
      <Radio
        key={id}
        value={id}
        className="group flex items-start gap-2.5 rounded-lg border border-edge/60 p-2.5 text-sm selected:border-accent selected:bg-accent-soft focus-visible:outline-2 focus-visible:outline-accent"
      >
        <span className="mt-0.5 size-4 shrink-0 rounded-full border border-edge group-selected:border-[5px] group-selected:border-accent" />
        <span>
          <span className="font-medium">{label}</span>
          <span className="block text-ink-2">{words}</span>
        </span>
      </Radio>
    ))}
  </RadioGroup>
);
