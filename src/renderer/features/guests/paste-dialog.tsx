import type { ReactNode } from "react";
import type { GuestRow } from "#shared/api/guests.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { peopleWords } from "./bulk-dialogs.tsx";
import type { Undoable } from "./undoable.ts";
import type { PastedBlock } from "./paste-block.ts";
import { guestColumns } from "./guest-columns.tsx";

/** Cells that are shown before and after; enough to see that the block lies where it was meant. */
const sampleCells = 8;

export interface Pasting extends PastedBlock {
  readonly rows: ReadonlyMap<string, GuestRow>;
}

/** Shows what a pasted block would change before it does; one change, one undo. */
export const PasteDialog = ({
  weddingId,
  pasting,
  onClose,
  onDone,
}: {
  readonly weddingId: string;
  readonly pasting: Pasting;
  readonly onClose: () => void;
  readonly onDone: (change: Undoable) => void;
}): ReactNode => {
  const client = useClient();
  const { edits, leftOut, rows } = pasting;
  const paste = useCommand(async () => {
    onDone(await client.guests.edit({ weddingId, edits: [...edits] }));
    onClose();
  });
  const guests = new Set(edits.map(({ guestId }) => guestId)).size;
  return (
    <Dialog
      title={`Paste ${edits.length === 1 ? "1 cell" : `${edits.length} cells`} into ${peopleWords(guests)}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Back</Button>
          <Button variant="primary" isDisabled={paste.pending || edits.length === 0} onPress={() => void paste.run()}>
            Paste
          </Button>
        </>
      }
    >
      {leftOut === 0 ? null : <p className="text-sm text-warn">{`${leftOut} cells have no place here and are left out.`}</p>}
      <table className="w-full text-sm">
        <thead className="text-start text-ink-2">
          <tr>
            {["Guest", "Field", "Now", "Then"].map((word) => (
              <th key={word} scope="col" className="py-1 pe-3 text-start font-medium">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {edits.slice(0, sampleCells).map(({ guestId, field, value }) => {
            const row = rows.get(guestId);
            const column = guestColumns.find(({ id }) => id === field);
            return (
              <tr key={`${guestId} ${field}`} className="border-t border-line">
                {[row?.name ?? "", column?.label ?? field, row === undefined ? "" : (column?.editText?.(row) ?? ""), value].map(
                  (words, at) => (
                    <td key={at} className="py-1 pe-3">
                      <bdi>{words}</bdi>
                    </td>
                  ),
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {edits.length > sampleCells ? <p className="text-sm text-ink-2">{`and ${edits.length - sampleCells} more`}</p> : null}
      {paste.problem === undefined ? null : <ErrorState problem={paste.problem} />}
    </Dialog>
  );
};
