import { useState, type ReactNode } from "react";
import type { BinRow } from "#shared/api/guests.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { showToast } from "../../ui/toast.tsx";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { shortDay, shortTime, zoneCity } from "../../ui/wedding-time.ts";
import { groupRows, type BinGroup } from "./group-rows.ts";

/** Entries on one page. */
const pageRows = 200;

export const BinList = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [offset, setOffset] = useState(0);
  const [now] = useState(Date.now);
  const zone = useWeddingZone(weddingId);
  const list = useLiveList<BinRow>(`guests.bin ${weddingId} ${offset}`, (signal) =>
    client.guests.bin({ weddingId, offset, limit: pageRows }, { signal }),
  );
  const undo = useCommand(async (undoId: string) => showToast({ sentence: (await client.history.undo({ weddingId, undoId })).sentence }));
  const restore = useCommand(async (ids: readonly string[]) => {
    const { undoId, sentence } = await client.guests.restore({ weddingId, ids: [...ids] });
    showToast({ sentence, action: { label: "Undo", run: () => void undo.run(undoId) } });
  });
  const problem = list.problem ?? restore.problem ?? undo.problem;
  const groups = groupRows(list.ids.flatMap((id) => list.byId.get(id) ?? []));
  return (
    <section className="flex flex-col gap-4">
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {list.status === "live" && list.total === 0 ? (
        <EmptyState sentence="The bin is empty. Guests you remove wait here for 30 days." />
      ) : (
        <ul aria-label="Removed guests" className="flex flex-col divide-y divide-line">
          {groups.map((group) => (
            <GroupRow
              key={group.ids.join(" ")}
              group={group}
              now={now}
              zone={zone}
              isBusy={restore.pending}
              onRestore={(ids) => void restore.run(ids)}
            />
          ))}
        </ul>
      )}
      {list.total > pageRows ? <Pager offset={offset} total={list.total} onOffset={setOffset} /> : null}
    </section>
  );
};

interface GroupRowProps {
  readonly group: BinGroup;
  readonly now: number;
  readonly zone: string;
  readonly isBusy: boolean;
  readonly onRestore: (ids: readonly string[]) => void;
}

const GroupRow = ({ group, now, zone, isBusy, onRestore }: GroupRowProps): ReactNode => {
  const { guests, household, isGone, ids } = group;
  const [only] = guests;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">
          <bdi>{only !== undefined && guests.length === 1 ? only.name || "Unnamed guest" : household || namelessWords}</bdi>
        </h2>
        <PlaceLine group={group} />
        {guests.length < 2 ? null : (
          <ul className="mt-1 flex flex-col text-sm">
            {guests.map((guest) => (
              <li key={guest.id} className="flex items-center gap-2">
                <span className="min-w-0 truncate">
                  <bdi>{guest.name || "Unnamed guest"}</bdi>
                </span>
                <Button
                  variant="quiet"
                  isDisabled={isBusy}
                  aria-label={`Restore ${guest.name || "unnamed guest"}`}
                  onPress={() => onRestore([guest.id])}
                >
                  Restore
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <p className="text-sm text-ink-2 sm:text-end">
        {`Removed ${shortTime(group.removedAt, zone, now)} ${zoneCity(zone)}`}
        <br />
        {`Gone for good on ${shortDay(group.goneAt, zone)}`}
      </p>
      <Button isDisabled={isBusy} onPress={() => onRestore(ids)}>
        {guests.length > 1 ? `Restore all ${guests.length}` : only === undefined && isGone ? "Restore household" : "Restore"}
      </Button>
    </li>
  );
};

const namelessWords = "Household without a name";

/** Whether the household went with them. */
const PlaceLine = ({ group: { guests, household, isGone } }: { readonly group: BinGroup }): ReactNode => {
  if (guests.length === 0) return <p className="text-sm text-ink-2">The household; nobody was left in it.</p>;
  const tail = isGone ? "removed with them" : "still in the list";
  return (
    <p className="text-sm text-ink-2">
      {guests.length === 1 ? <bdi>{household || namelessWords}</bdi> : "The household"}
      {guests.length === 1 && isGone ? " · removed as well" : ` · ${tail}`}
    </p>
  );
};

interface PagerProps {
  readonly offset: number;
  readonly total: number;
  readonly onOffset: (offset: number) => void;
}

const Pager = ({ offset, total, onOffset }: PagerProps): ReactNode => (
  <div className="flex items-center gap-3 text-sm">
    <Button onPress={() => onOffset(Math.max(0, offset - pageRows))} isDisabled={offset === 0}>
      Newer
    </Button>
    <span>
      {offset + 1}–{Math.min(total, offset + pageRows)} of {total.toLocaleString("en")}
    </span>
    <Button onPress={() => onOffset(offset + pageRows)} isDisabled={offset + pageRows >= total}>
      Older
    </Button>
  </div>
);
