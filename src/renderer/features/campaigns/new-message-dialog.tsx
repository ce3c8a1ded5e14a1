import { useState } from "react";
import type { Audience } from "#shared/domain/campaign.ts";
import { guestPresetSchema, type GuestPreset } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { slotWord, slotWords } from "./campaign-words.ts";
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
  const [slot, setSlot] = useState("invitation");
  const [typedName, setName] = useState<string>();
  const [preset, setPreset] = useState<GuestPreset>("everyone");
  const name = typedName ?? slotWord(slot);
  const create = useCommand(async () => {
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
          <Button variant="primary" isDisabled={create.pending || name.trim() === ""} onPress={() => void create.run()}>
            Write it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Select
          label="What is it?"
          items={Object.entries(slotWords).map(([id, label]) => ({ id, label }))}
          value={slot}
          onChange={setSlot}
        />
        <p className="text-ink-2 text-sm">A guest gets each kind at most once, whatever happens.</p>
        <TextField label="Name" value={name} onChange={setName} isRequired />
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
