import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { showToast } from "../../ui/toast.tsx";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { exactTime, shortTime, zoneCity } from "../../ui/wedding-time.ts";

interface Entry {
  readonly undoId: string;
  readonly sentence: string;
  readonly at: number;
  readonly undone: boolean;
}

/** Every change of this computer that can still be undone, newest first. */
export const HistoryList = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [now] = useState(Date.now);
  const { value, status, problem } = useLiveValue(`history.list ${weddingId}`, (signal) => client.history.list({ weddingId }, { signal }));
  if (problem !== undefined) return <ErrorState problem={problem} />;
  if (status === "live" && value?.length === 0) return <EmptyState sentence="Nothing was changed on this computer yet." />;
  return (
    <ul aria-label="Changes, newest first" className="flex flex-col divide-y divide-line">
      {(value ?? []).map((entry) => (
        <EntryRow key={entry.undoId} weddingId={weddingId} entry={entry} now={now} />
      ))}
    </ul>
  );
};

const EntryRow = ({ weddingId, entry, now }: { readonly weddingId: string; readonly entry: Entry; readonly now: number }): ReactNode => {
  const client = useClient();
  const { undoId, undone } = entry;
  const zone = useWeddingZone(weddingId);
  const step = useCommand(async (leaveChanged: boolean) => {
    const input = { weddingId, undoId, leaveChanged };
    const { sentence, conflicts } = undone ? await client.history.redo(input) : await client.history.undo(input);
    showToast({ sentence: conflicts === 0 ? sentence : `${sentence}. ${conflicts} changed since and left as they are.` });
  });
  const verb = undone ? "Redo" : "Undo";
  const canLeave = step.problem?.code.endsWith("-changed-since") === true;
  return (
    <li className="flex flex-col gap-2 py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className={undone ? "min-w-0 flex-1 text-ink-2 line-through" : "min-w-0 flex-1"}>
          <bdi>{entry.sentence}</bdi>
        </span>
        {undone ? <span className="text-sm text-ink-2">Undone</span> : null}
        <time className="text-sm text-ink-2 tabular-nums" dateTime={new Date(entry.at).toISOString()} title={exactTime(entry.at, zone)}>
          {`${shortTime(entry.at, zone, now)} ${zoneCity(zone)}`}
        </time>
        <Button isDisabled={step.pending} aria-label={`${verb}: ${entry.sentence}`} onPress={() => void step.run(false)}>
          {verb}
        </Button>
      </div>
      {step.problem === undefined ? null : (
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1">
            <ErrorState problem={step.problem} />
          </div>
          {canLeave ? <Button onPress={() => void step.run(true)}>{`${verb} the rest`}</Button> : null}
        </div>
      )}
    </li>
  );
};
