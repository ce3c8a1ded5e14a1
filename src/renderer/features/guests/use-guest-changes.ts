import { useRef, useState } from "react";
import type { EditableGuestField } from "#shared/api/guests.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { saveCsv } from "../../ui/save-csv.ts";
import { problemOf } from "../../state/problem-of.ts";
import { useCommand } from "../../state/run-command.ts";
import { showToast } from "../../ui/toast.tsx";
import { editableField } from "./guest-columns.tsx";
import type { Undoable } from "./undoable.ts";

export interface GuestEdit {
  readonly guestId: string;
  readonly field: EditableGuestField;
  readonly value: string;
}

export interface GuestChanges {
  /** Says what was done, with its undo. */
  announce(done: Undoable): void;
  /** Answers why it was refused, if it was. */
  edit(guestId: string, column: string, value: string): Promise<string | undefined>;
  /** Answers whether they were removed. */
  remove(guestIds: readonly string[]): Promise<boolean>;
  readonly removing: boolean;
  exportCsv(): void;
  readonly exporting: boolean;
  copyRows(guestIds: readonly string[]): void;
  copyText(text: string): void;
  readonly problem: Problem | undefined;
}

/** What a planner can do to the list from here; every change can be undone from its toast. `onChanged`: the person changed the list. */
export const useGuestChanges = (weddingId: string, view: GuestView, onChanged: () => void): GuestChanges => {
  const client = useClient();
  const undo = useCommand(async (undoId: string) => {
    const { sentence, conflicts } = await client.history.undo({ weddingId, undoId });
    const left = conflicts === 0 ? "" : ` ${conflicts} were changed since and left as they are.`;
    onChanged();
    showToast({ sentence: `${sentence}.${left}` });
  });
  const announce = ({ undoId, sentence }: Undoable): void =>
    showToast({ sentence, action: { label: "Undo", run: () => void undo.run(undoId) } });
  const edit = useEdits(weddingId, announce);
  const remove = useCommand(async (guestIds: readonly string[]) => {
    const done = await client.guests.remove({ weddingId, guestIds: [...guestIds] });
    onChanged();
    announce(done);
    return true;
  });
  const exportCsv = useCommand(async () => saveCsv(await client.guests.exportCsv({ weddingId, view })));
  const copyText = useCommand((text: string) => navigator.clipboard.writeText(text));
  const copyRows = useCommand(async (guestIds: readonly string[]) => {
    const { tsv } = await client.guests.copyRows({ weddingId, view, guestIds: [...guestIds] });
    await navigator.clipboard.writeText(tsv);
    showToast({ sentence: `Copied ${guestIds.length === 1 ? "1 guest" : `${guestIds.length.toLocaleString()} guests`} for a spreadsheet` });
  });
  const commands = [remove, undo, exportCsv, copyRows, copyText];
  return {
    announce,
    edit,
    remove: async (guestIds) => (await remove.run(guestIds)) === true,
    removing: remove.pending,
    exportCsv: () => void exportCsv.run(),
    exporting: exportCsv.pending,
    copyRows: (guestIds) => void copyRows.run(guestIds),
    copyText: (text) => void copyText.run(text),
    problem: commands.find(({ problem }) => problem !== undefined)?.problem,
  };
};

/** Edits of cells go out one after the other in the order they were typed; none is dropped while the one before is on its way. */
const useEdits = (weddingId: string, announce: (done: Undoable) => void): GuestChanges["edit"] => {
  const client = useClient();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const [editOne] = useState(() => async (edit: GuestEdit, tell: (done: Undoable) => void): Promise<string | undefined> => {
    try {
      tell(await client.guests.edit({ weddingId, edits: [edit] }));
      return undefined;
    } catch (error) {
      const { sentence, nextStep } = problemOf(error);
      return `${sentence} ${nextStep}`;
    }
  });
  return (guestId, column, value) => {
    const field = editableField(column);
    if (field === undefined) return Promise.resolve(undefined);
    const result = last.current.then(() => editOne({ guestId, field, value }, announce));
    last.current = result;
    return result;
  };
};
