import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useLocation, useSearch } from "wouter";
import { guestPresetSchema, type GuestPreset, type GuestView } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Grid } from "../../ui/grid/grid.tsx";
import { Download, UserPlus } from "../../ui/icons.ts";
import { Page } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { guestColumns } from "./guest-columns.tsx";
import { AddGuest, GuestPeek } from "./guest-dialogs.tsx";
import { useGuestChanges } from "./use-guest-changes.ts";
import { useGuestWindow } from "./use-guest-window.ts";

const presetWords: Record<GuestPreset, string> = {
  everyone: "Everyone",
  "no-reply-yet": "No reply yet",
  "said-yes-no-meal": "Said yes, no meal",
  unreachable: "Unreachable",
  bounced: "Bounced or wrong",
  "possible-duplicates": "Possible duplicates",
  "plus-one-unnamed": "Plus-one unnamed",
  dietary: "Dietary and access",
  held: "Held: needs you",
};

export const GuestsScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const preset = guestPresetSchema.safeParse(query.get("preset")).data ?? "everyone";
  const [search, setSearch] = useState("");
  const [first, setFirst] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [peeked, setPeeked] = useState<string | undefined>(query.get("guest") ?? undefined);
  const [adding, setAdding] = useState(false);
  const view: GuestView = useMemo(
    () => ({ preset, search, filters: [], sort: { field: "name", direction: "ascending" } }),
    [preset, search],
  );
  const list = useGuestWindow(weddingId, view, first);
  const counts = useLiveValue(`guests.counts ${weddingId}`, (signal) => client.guests.counts({ weddingId }, { signal }));
  const changes = useGuestChanges(weddingId, view);
  const selectAll = useCommand(async () => setSelected(new Set(await client.guests.ids({ weddingId, view }))));
  const toggle = useCallback((id: string) => setSelected((old) => toggled(old, id)), []);
  const problem = list.problem ?? changes.problem ?? selectAll.problem;
  const { total } = list;
  const actions = (
    <>
      <Button onPress={() => navigate("/import")}>Import</Button>
      <Button isDisabled={changes.exporting} onPress={changes.exportCsv}>
        <Download aria-hidden />
        Export
      </Button>
      <Button variant="primary" onPress={() => setAdding(true)}>
        <UserPlus aria-hidden />
        Add guest
      </Button>
    </>
  );
  return (
    <Page fill title="Guests" subtitle={list.status === "loading" ? "Loading…" : `${total} shown`} actions={actions}>
      <ViewChoice
        preset={preset}
        counts={counts.value}
        search={search}
        onSearch={setSearch}
        onPreset={(next) => navigate(`/guests?preset=${next}`)}
      />
      {problem === undefined ? null : (
        <div className="px-6 pb-3">
          <ErrorState problem={problem} />
        </div>
      )}
      <div
        className="flex min-h-0 flex-1"
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.defaultPrevented) setPeeked(undefined);
        }}
      >
        {total === 0 && list.status === "live" ? (
          <div className="flex-1">
            <EmptyState sentence={nobodyWords(search, preset)} />
          </div>
        ) : (
          <Grid
            label="Guests"
            columns={guestColumns}
            total={total}
            rowAt={(index) => list.byId.get(list.ids[index - list.offset] ?? "")}
            onRange={setFirst}
            selected={selected}
            onToggle={toggle}
            onSelectAll={() => void selectAll.run()}
            onOpen={setPeeked}
            onEdit={changes.edit}
          />
        )}
        {peeked === undefined ? null : <GuestPeek guestId={peeked} onClose={() => setPeeked(undefined)} />}
      </div>
      <SelectionBar
        count={selected.size}
        isRemoving={changes.removing}
        onClear={() => setSelected(new Set())}
        onRemove={() => void changes.remove([...selected]).then(() => setSelected(new Set()))}
      />
      {adding ? <AddGuest weddingId={weddingId} onClose={() => setAdding(false)} onDone={changes.announce} /> : null}
    </Page>
  );
};

interface SelectionBarProps {
  readonly count: number;
  readonly isRemoving: boolean;
  readonly onClear: () => void;
  readonly onRemove: () => void;
}

/** What can be done with those that are ticked; away when nobody is. */
const SelectionBar = ({ count, isRemoving, onClear, onRemove }: SelectionBarProps): ReactNode =>
  count === 0 ? null : (
    <div role="toolbar" aria-label="Selected guests" className="flex items-center gap-3 border-t border-line bg-surface-2 px-6 py-2">
      <span role="status" className="text-sm">
        {count} selected
      </span>
      <Button onPress={onClear}>Clear</Button>
      <Button variant="danger" isDisabled={isRemoving} onPress={onRemove}>
        Delete {count}
      </Button>
    </div>
  );

interface ViewChoiceProps {
  readonly preset: GuestPreset;
  readonly counts: readonly { readonly preset: GuestPreset; readonly count: number }[] | undefined;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly onPreset: (preset: string) => void;
}

/** Ready-made views, each with its live count, and the search. */
const ViewChoice = ({ preset, counts, search, onSearch, onPreset }: ViewChoiceProps): ReactNode => {
  const countOf = (id: GuestPreset): string => String(counts?.find((one) => one.preset === id)?.count ?? "");
  return (
    <div className="flex flex-wrap gap-3 px-6 pb-3">
      <div className="w-60">
        <Select
          label="View"
          hideLabel
          value={preset}
          onChange={onPreset}
          items={guestPresetSchema.options.map((id) => ({ id, label: `${presetWords[id]} ${countOf(id)}`.trim() }))}
        />
      </div>
      <div className="w-72">
        <TextField label="Search guests" hideLabel type="search" placeholder="Search guests" value={search} onChange={onSearch} />
      </div>
    </div>
  );
};

const nobodyWords = (search: string, preset: GuestPreset): string =>
  search === "" && preset === "everyone" ? "No guest yet. Add one, or import a list." : "Nobody matches.";

const toggled = (old: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(old);
  if (!next.delete(id)) next.add(id);
  return next;
};
