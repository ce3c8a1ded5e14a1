import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import type { GuestView } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useKeysOfScreen } from "../../state/screen-keys.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Download, MessageSquare, Rows3, Rows4, UserPlus } from "../../ui/icons.ts";
import { Page } from "../../ui/page.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { useDensity } from "./density.ts";
import { GuestGrid } from "./guest-grid.tsx";
import { guestKeys } from "./guest-keys.ts";
import { GuestPeek } from "./guest-peek.tsx";
import { GuestScreenDialogs, type OpenDialog } from "./screen-dialogs.tsx";
import { useGuestChanges } from "./use-guest-changes.ts";
import { useGuestSelection } from "./use-guest-selection.ts";
import { useGuestView } from "./use-guest-view.ts";
import { useGuestWindow } from "./use-guest-window.ts";
import { ViewBar } from "./view-bar.tsx";

export const GuestsScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [, navigate] = useLocation();
  useKeysOfScreen(guestKeys);
  const { view, peeked, setView, peek } = useGuestView();
  const [first, setFirst] = useState(0);
  const [isReading, setReading] = useState(false);
  const [dialog, setDialog] = useState<OpenDialog>();
  const [isFilterOpen, setFilterOpen] = useState(false);
  const list = useGuestWindow(weddingId, view, first, isReading);
  const counts = useLiveValue(`guests.counts ${weddingId}`, (signal) => client.guests.counts({ weddingId }, { signal }));
  const rowAt = (index: number) => list.byId.get(list.ids[index - list.offset] ?? "");
  const selection = useGuestSelection(weddingId, view, rowAt, list.total);
  const changes = useGuestChanges(weddingId, view, list.refresh);
  const problem = list.problem ?? changes.problem ?? selection.problem;
  const guestIds = [...selection.ids];
  const isAll = guestIds.length > 0 && guestIds.length === list.total && selection.hiddenCount === 0;
  const message = (): void =>
    setDialog({ kind: "message", audience: guestIds.length === 0 || isAll ? { kind: "view", view } : { kind: "guests", guestIds } });
  const everyone = counts.value?.find(({ preset }) => preset === "everyone")?.count ?? list.total;
  return (
    <Page
      fill
      title="Guests"
      subtitle={subtitleOf(list.status, list.total, everyone)}
      actions={
        <>
          <Button variant="quiet" onPress={() => navigate("/guests/bin")}>
            Bin
          </Button>
          <Button onPress={() => navigate("/import")}>Import</Button>
          <Button isDisabled={changes.exporting} onPress={changes.exportCsv}>
            <Download aria-hidden />
            Export
          </Button>
          <Button isDisabled={list.total === 0} onPress={() => setDialog({ kind: "message", audience: { kind: "view", view } })}>
            <MessageSquare aria-hidden />
            {`Message these ${list.total.toLocaleString()}`}
          </Button>
          <Button variant="primary" onPress={() => setDialog({ kind: "add" })}>
            <UserPlus aria-hidden />
            Add guest
          </Button>
        </>
      }
    >
      <ViewBar
        weddingId={weddingId}
        view={view}
        counts={counts.value}
        onView={setView}
        isFilterOpen={isFilterOpen}
        onFilterOpen={setFilterOpen}
        end={<DensitySwitch />}
      />
      {problem === undefined ? null : (
        <div className="px-6 pb-3">
          <ErrorState problem={problem} />
        </div>
      )}
      <div
        className="flex min-h-0 flex-1"
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          if (peeked === undefined) selection.clear();
          else peek(undefined);
        }}
      >
        {list.total === 0 && list.status === "live" ? (
          <div className="flex-1">
            <EmptyState sentence={nobodyWords(view)} />
          </div>
        ) : (
          <GuestGrid
            list={list}
            rowAt={rowAt}
            view={view}
            selection={selection}
            changes={changes}
            isPeekOpen={peeked !== undefined}
            onView={setView}
            onPeek={peek}
            onRange={setFirst}
            onReading={setReading}
            onPasting={(pasting) => setDialog({ kind: "paste", pasting })}
            letters={{ f: () => setFilterOpen(true), c: message }}
          />
        )}
        {peeked === undefined ? null : (
          <GuestPeek weddingId={weddingId} guestId={peeked} onClose={() => peek(undefined)} onOpenGuest={peek} onDone={changes.announce} />
        )}
      </div>
      <BulkBar
        count={guestIds.length}
        hiddenCount={selection.hiddenCount}
        isAll={isAll}
        isBusy={changes.removing}
        onMessage={message}
        onTag={() => setDialog({ kind: "tag" })}
        onSet={() => setDialog({ kind: "set" })}
        onCopy={() => changes.copyRows(guestIds)}
        onRemove={() => void changes.remove(guestIds).then((isDone) => isDone && selection.clear())}
        onKeepShown={selection.keepShown}
        onClear={selection.clear}
      />
      <GuestScreenDialogs
        weddingId={weddingId}
        dialog={dialog}
        guestIds={guestIds}
        total={list.total}
        onClose={() => setDialog(undefined)}
        onDone={(done) => {
          list.refresh();
          changes.announce(done);
        }}
      />
    </Page>
  );
};

const densityLooks = {
  comfortable: { label: "Rows: comfortable", icon: Rows3 },
  compact: { label: "Rows: compact", icon: Rows4 },
  touch: { label: "Rows: for fingers", icon: Rows3 },
} as const;

const DensitySwitch = (): ReactNode => {
  const { density, cycle } = useDensity();
  const { label, icon: Icon } = densityLooks[density];
  return (
    <Button variant="quiet" onPress={cycle}>
      <Icon aria-hidden />
      {label}
    </Button>
  );
};

const subtitleOf = (status: string, total: number, everyone: number): string => {
  if (status === "loading" && total === 0) return "Loading…";
  return total === everyone ? `${total.toLocaleString()} guests` : `${total.toLocaleString()} of ${everyone.toLocaleString()} guests`;
};

const nobodyWords = ({ search, preset, filters }: GuestView): string =>
  search === "" && preset === "everyone" && filters.length === 0 ? "No guest yet. Add one, or import a list." : "Nobody matches.";
