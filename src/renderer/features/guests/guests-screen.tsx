import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useLocation, useSearch } from "wouter";
import type { GuestRow } from "#shared/api/guests.ts";
import { guestPresetSchema, type GuestPreset, type GuestView } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Grid } from "../../ui/grid/grid.tsx";
import { Download, UserPlus } from "../../ui/icons.ts";
import { Page } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { editableField, guestColumns } from "./guest-columns.tsx";
import { AddGuest, GuestPeek, type Undoable } from "./guest-dialogs.tsx";

const presetWords: Record<GuestPreset, string> = {
  everyone: "Everyone", "no-reply-yet": "No reply yet", "said-yes-no-meal": "Said yes, no meal", unreachable: "Unreachable", bounced: "Bounced or wrong",
  "possible-duplicates": "Possible duplicates", "plus-one-unnamed": "Plus-one unnamed", dietary: "Dietary and access", held: "Held: needs you",
};
const windowRows = 300;
const windowStep = 100;

export const GuestsScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [, navigate] = useLocation();
  const preset = guestPresetSchema.safeParse(new URLSearchParams(useSearch()).get("preset")).data ?? "everyone";
  const [search, setSearch] = useState("");
  const [first, setFirst] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [peeked, setPeeked] = useState<string>();
  const [adding, setAdding] = useState(false);
  const view: GuestView = useMemo(() => ({ preset, search, filters: [], sort: { field: "name", direction: "ascending" } }), [preset, search]);
  const offset = Math.max(0, Math.floor(first / windowStep) * windowStep - windowStep);
  const list = useLiveList<GuestRow>(`guests ${weddingId} ${JSON.stringify(view)} ${offset}`, (signal) => client.guests.window({ weddingId, view, offset, limit: windowRows }, { signal }));
  const counts = useLiveValue(`guests.counts ${weddingId}`, (signal) => client.guests.counts({ weddingId }, { signal }));
  const total = list.status === "loading" ? (counts.value?.find((one) => one.preset === preset)?.count ?? 0) : list.total;
  const announce = ({ undoId, sentence }: Undoable): void => showToast({ sentence, action: { label: "Undo", run: () => void undo.run(undoId) } });
  const undo = useCommand(async (undoId: string) => showToast({ sentence: (await client.history.undo({ weddingId, undoId })).sentence }));
  const edit = useCommand(async (guestId: string, column: string, value: string) => {
    const field = editableField(column);
    if (field !== undefined) announce(await client.guests.edit({ weddingId, edits: [{ guestId, field, value }] }));
  });
  const remove = useCommand(async () => {
    announce(await client.guests.remove({ weddingId, guestIds: [...selected] }));
    setSelected(new Set());
  });
  const selectAll = useCommand(async () => setSelected(new Set(await client.guests.ids({ weddingId, view }))));
  const exportCsv = useCommand(async () => saveFile(await client.guests.exportCsv({ weddingId, view })));
  const toggle = useCallback((id: string) => setSelected((old) => toggled(old, id)), []);
  const problem = list.problem ?? edit.problem ?? remove.problem ?? undo.problem ?? exportCsv.problem;
  return (
    <Page fill title="Guests" subtitle={`${total} shown`} actions={<><Button onPress={() => navigate("/import")}>Import</Button><Button isDisabled={exportCsv.pending} onPress={() => void exportCsv.run()}><Download aria-hidden />Export</Button><Button variant="primary" onPress={() => setAdding(true)}><UserPlus aria-hidden />Add guest</Button></>}>
      <div className="flex flex-wrap gap-3 px-6 pb-3">
        <div className="w-60"><Select label="View" hideLabel value={preset} onChange={(next) => navigate(`/guests?preset=${next}`)} items={guestPresetSchema.options.map((id) => ({ id, label: `${presetWords[id]} ${counts.value?.find((one) => one.preset === id)?.count ?? ""}`.trim() }))} /></div>
        <div className="w-72"><TextField label="Search guests" hideLabel type="search" placeholder="Search guests" value={search} onChange={setSearch} /></div>
      </div>
      {problem === undefined ? null : <div className="px-6 pb-3"><ErrorState problem={problem} /></div>}
      <div className="flex min-h-0 flex-1">
        {total === 0 && list.status === "live" ? <div className="flex-1"><EmptyState sentence={search === "" && preset === "everyone" ? "No guest yet." : "Nobody matches."} /></div> : (
          <Grid label="Guests" columns={guestColumns} total={total} rowAt={(index) => list.byId.get(list.ids[index - list.offset] ?? "")} onRange={setFirst} selected={selected} onToggle={toggle} onSelectAll={() => void selectAll.run()} onOpen={setPeeked} onEdit={(id, column, value) => void edit.run(id, column, value)} />
        )}
        {peeked === undefined ? null : <GuestPeek guestId={peeked} onClose={() => setPeeked(undefined)} />}
      </div>
      {selected.size === 0 ? null : (
        <div role="toolbar" aria-label="Selected guests" className="flex items-center gap-3 border-t border-line bg-surface-2 px-6 py-2">
          <span role="status" className="text-sm">{selected.size} selected</span>
          <Button onPress={() => setSelected(new Set())}>Clear</Button>
          <Button variant="danger" isDisabled={remove.pending} onPress={() => void remove.run()}>Delete {selected.size}</Button>
        </div>
      )}
      {adding ? <AddGuest weddingId={weddingId} onClose={() => setAdding(false)} onDone={announce} /> : null}
    </Page>
  );
};

const toggled = (old: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(old);
  if (!next.delete(id)) next.add(id);
  return next;
};

const saveFile = ({ fileName, csv }: { readonly fileName: string; readonly csv: string }): void => {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: fileName });
  link.click();
  URL.revokeObjectURL(url);
};
