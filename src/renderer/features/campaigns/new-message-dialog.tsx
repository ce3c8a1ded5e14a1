import { useState } from "react";
import type { Audience } from "#shared/domain/campaign.ts";
import { guestPresetSchema, type GuestPreset } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { nextSlot, slotInName, slotWord, slotWords } from "./campaign-words.ts";
import { audienceOf, presetItems, useGuestCounts } from "./compose/audience-panel.tsx";

interface NewMessageDialogProps {
  readonly weddingId: string;
  /** Chosen before, in the guest list; otherwise the dialog asks. */
  readonly to?: { readonly audience: Audience; readonly words: string };
  readonly onClose: () => void;
  readonly onCreated: (campaignId: string) => void;
}

/** Name, slot and audience: all that a draft needs to exist. */
export const NewMessageDialog = ({ weddingId, to, onClose, onCreated }: NewMessageDialogProps) => {
  const client = useClient();
  const counts = useGuestCounts(weddingId);
  const { slot, named, name, setSlot, setName } = useKindAndName(weddingId);
  const [preset, setPreset] = useState<GuestPreset>("everyone");
  const create = useCommand(async () => {
    if (slot === undefined) return;
    const audience = to?.audience ?? audienceOf(preset);
    const { campaignId } = await client.campaigns.create({ weddingId, name: name.trim(), slot, audience });
    onCreated(campaignId);
  });
  return (
    <Dialog
      title="New message"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={create.pending || slot === undefined || name.trim() === ""}
            onPress={() => void create.run()}
          >
            Write it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Select
          label="What is it?"
          items={Object.entries(slotWords).map(([id, label]) => ({ id, label }))}
          value={slot ?? ""}
          onChange={setSlot}
        />
        <p className="text-ink-2 text-sm">A guest gets each kind at most once, whatever happens.</p>
        <TextField label="Name" value={name} onChange={setName} isRequired />
        <KindWarning slot={slot} named={named} onChange={setSlot} />
        {to === undefined ? (
          <Select
            label="To"
            items={presetItems(counts)}
            value={preset}
            onChange={(id) => setPreset(guestPresetSchema.catch("everyone").parse(id))}
          />
        ) : (
          <p className="text-sm">
            <span className="font-medium">To</span> {to.words}
          </p>
        )}
        {create.problem === undefined ? null : <ErrorState problem={create.problem} />}
      </div>
    </Dialog>
  );
};

/** The kind follows the typed name until a person chooses one; without a name it is what the wedding needs next. */
const useKindAndName = (weddingId: string) => {
  const [chosen, setSlot] = useState<string>();
  const [typed, setName] = useState<string>();
  const named = typed === undefined ? undefined : slotInName(typed);
  const likely = useNextSlot(weddingId);
  const slot = chosen ?? named ?? likely;
  return { slot, named, name: typed ?? (slot === undefined ? "" : slotWord(slot)), setSlot, setName };
};

interface KindWarningProps {
  readonly slot: string | undefined;
  readonly named: string | undefined;
  readonly onChange: (slot: string) => void;
}

const KindWarning = ({ slot, named, onChange }: KindWarningProps) =>
  slot === undefined || named === undefined || named === slot ? null : (
    <p className="text-warn flex flex-wrap items-center gap-2 text-sm">
      {`The name says “${slotWord(named)}”, but this is sent as “${slotWord(slot)}”.`}
      <Button onPress={() => onChange(named)}>{`Make it “${slotWord(named)}”`}</Button>
    </p>
  );

/** Undefined until the messages of the wedding are there. */
const useNextSlot = (weddingId: string): string | undefined => {
  const client = useClient();
  const input = { weddingId, offset: 0, limit: campaignsMax };
  const list = useLiveList(`campaigns ${weddingId}`, (signal) => client.campaigns.window(input, { signal }));
  if (list.status === "loading") return undefined;
  const approved = list.ids.flatMap((id) => list.byId.get(id) ?? []).filter(({ approvedCount }) => approvedCount !== null);
  return nextSlot(new Set(approved.map(({ slot }) => slot)));
};

/** As many as the list of messages shows. */
const campaignsMax = 200;
