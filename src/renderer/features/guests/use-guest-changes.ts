import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { showToast } from "../../ui/toast.tsx";
import { editableField } from "./guest-columns.tsx";
import type { Undoable } from "./guest-dialogs.tsx";

export interface GuestChanges {
  /** Says what was done, with its undo. */
  announce(done: Undoable): void;
  edit(guestId: string, column: string, value: string): void;
  remove(guestIds: readonly string[]): Promise<void>;
  readonly removing: boolean;
  exportCsv(): void;
  readonly exporting: boolean;
  readonly problem: Problem | undefined;
}

/** What a planner can do to the list from here; every change can be undone from its toast. */
export const useGuestChanges = (weddingId: string, view: GuestView): GuestChanges => {
  const client = useClient();
  const undo = useCommand(async (undoId: string) => showToast({ sentence: (await client.history.undo({ weddingId, undoId })).sentence }));
  const announce = ({ undoId, sentence }: Undoable): void =>
    showToast({ sentence, action: { label: "Undo", run: () => void undo.run(undoId) } });
  const edit = useCommand(async (guestId: string, column: string, value: string) => {
    const field = editableField(column);
    if (field !== undefined) announce(await client.guests.edit({ weddingId, edits: [{ guestId, field, value }] }));
  });
  const remove = useCommand(async (guestIds: readonly string[]) =>
    announce(await client.guests.remove({ weddingId, guestIds: [...guestIds] })),
  );
  const exportCsv = useCommand(async () => saveFile(await client.guests.exportCsv({ weddingId, view })));
  return {
    announce,
    edit: (guestId, column, value) => void edit.run(guestId, column, value),
    remove: (guestIds) => remove.run(guestIds),
    removing: remove.pending,
    exportCsv: () => void exportCsv.run(),
    exporting: exportCsv.pending,
    problem: edit.problem ?? remove.problem ?? undo.problem ?? exportCsv.problem,
  };
};

const saveFile = ({ fileName, csv }: { readonly fileName: string; readonly csv: string }): void => {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: fileName });
  link.click();
  URL.revokeObjectURL(url);
};
