import { useState, type ReactNode } from "react";
import { liftWhyLengthMax, liftWhyLengthMin, type SuppressionRow } from "#shared/api/suppressions.ts";
import { shownAddress } from "#shared/contact/push-address.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { channelWords } from "../../ui/plain-words.ts";

const channels = ["email", "sms"] as const;

/** Blocks an address by hand; the next message to it is stopped at once. */
export const BlockDialog = ({ weddingId, onClose }: { readonly weddingId: string; readonly onClose: () => void }): ReactNode => {
  const client = useClient();
  const [channel, setChannel] = useState<(typeof channels)[number]>("email");
  const [address, setAddress] = useState("");
  const add = useCommand(async () => {
    const blocked = await client.suppressions.add({ weddingId, channel, address });
    showToast({ sentence: `Nothing is sent to ${blocked.address} any more.` });
    onClose();
  });
  return (
    <Dialog
      title="Block an address"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="primary" isDisabled={add.pending || address.trim() === ""} onPress={() => void add.run()}>
            Block it
          </Button>
        </>
      }
    >
      <Select label="Channel" value={channel} onChange={setChannel} items={channels.map((id) => ({ id, label: channelWords[id] }))} />
      <TextField label="Address" value={address} onChange={(text) => setAddress(text.slice(0, 320))} autoFocus />
      {add.problem === undefined ? null : <ErrorState problem={add.problem} />}
    </Dialog>
  );
};

const consequences: Readonly<Record<SuppressionRow["reason"], string>> = {
  "by-hand": "Messages to this address will be sent again.",
  "hard-bounce":
    "The provider said that this address does not take messages. Writing to dead addresses hurts how your other messages arrive, so lift this only when you know that it works again.",
  "opted-out":
    "This person asked not to be written to. Only they can change that: write down how and when they asked to hear from you again. The provider may go on blocking the address by itself.",
  complaint:
    "This person reported a message as unwanted. Only they can change that: write down how and when they asked to hear from you again. The provider may go on blocking the address by itself.",
};

/** Lifts a block. What the person asked for needs their new wish in words; the record stays. */
export const LiftDialog = ({ row, onClose }: { readonly row: SuppressionRow; readonly onClose: () => void }): ReactNode => {
  const client = useClient();
  const [why, setWhy] = useState("");
  const needsWhy = row.reason === "opted-out" || row.reason === "complaint";
  const lift = useCommand(async () => {
    await client.suppressions.lift({ suppressionId: row.id, seenEvidenceCount: row.evidenceCount, why });
    showToast({ sentence: "The block is lifted. What is stated from now on blocks the address again." });
    onClose();
  });
  return (
    <Dialog
      title="Lift this block?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button
            variant="danger"
            isDisabled={lift.pending || (needsWhy && why.trim().length < liftWhyLengthMin)}
            onPress={() => void lift.run()}
          >
            Lift the block
          </Button>
        </>
      }
    >
      <p className="font-medium">
        <bdi className="break-all">{shownAddress(row.address)}</bdi>
      </p>
      <p className="text-sm">{consequences[row.reason]}</p>
      <TextField
        label={needsWhy ? "How and when they asked to be written to again" : "Why (stays on record)"}
        value={why}
        onChange={(text) => setWhy(text.slice(0, liftWhyLengthMax))}
        multiline
        autoFocus
      />
      {lift.problem === undefined ? null : <ErrorState problem={lift.problem} />}
    </Dialog>
  );
};
