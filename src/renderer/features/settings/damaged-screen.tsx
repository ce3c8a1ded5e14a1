import type { ReactNode } from "react";
import { lastChangesId, type DamagedEntry } from "#shared/domain/damaged-entry.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { showToast } from "../../ui/toast.tsx";

const kindWords: Readonly<Record<DamagedEntry["kind"], string>> = {
  weddings: "Wedding",
  events: "Event",
  households: "Household",
  guests: "Guest",
  responses: "Reply",
  templates: "Text",
  campaigns: "Message",
  messages: "Delivery",
  suppressions: "Blocked address",
  settings: "Setting",
};

const adviceFor = ({ kind, id, isReadable }: DamagedEntry): string => {
  if (id === lastChangesId)
    return "The newest entries of this list are lost. Look whether what you changed last is there, and change it again.";
  if (isReadable) return "Can be read, but something in it is not what was written. Look at it and correct it.";
  if (kind === "suppressions")
    return "Cannot be read, and stays blocked. Block the address again under Blocked addresses; then it can be lifted.";
  if (kind === "messages") return "Cannot be read. It is made anew from the send journal with the next start.";
  return "Cannot be read. Enter it again, or put a copy of the data folder back.";
};

/** Entries of the lists that a damaged disk has changed, and the word of a person that they may stay as they are. */
export const DamagedScreen = (): ReactNode => {
  const client = useClient();
  const {
    value: entries,
    status,
    problem,
  } = useLiveValue("app.damagedEntries", (signal) => client.app.damagedEntries(undefined, { signal }));
  const keep = useCommand(async () => {
    const { left } = await client.app.keepDamagedEntries();
    showToast({
      sentence: left === 0 ? "Kept as they are." : `Kept as they are; ${left.toLocaleString()} that cannot be read stay blocked.`,
    });
  });
  const shown = problem ?? keep.problem;
  return (
    <Page
      title="Damaged entries"
      subtitle="The disk gave back something else than was written. Copy the data folder to another disk before you go on."
      back={{ href: "/settings", label: "Settings" }}
      actions={
        entries === undefined || entries.length === 0 ? undefined : (
          <Button isDisabled={keep.pending} onPress={() => void keep.run()}>
            I have looked: keep them as they are
          </Button>
        )
      }
    >
      {shown === undefined ? null : <ErrorState problem={shown} />}
      {status === "live" && entries?.length === 0 ? <EmptyState sentence="Nothing is damaged: every entry is what was written." /> : null}
      <ul aria-label="Damaged entries" className="flex flex-col divide-y divide-line">
        {(entries ?? []).map((entry) => (
          <li key={`${entry.kind} ${entry.id}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
            <span className="w-36 text-sm text-ink-2">{kindWords[entry.kind]}</span>
            <strong className="min-w-40 font-medium">
              <bdi>{entry.name === "" ? "Nobody can tell which" : entry.name}</bdi>
            </strong>
            <span className="min-w-0 flex-1 basis-80 text-sm text-ink-2">{adviceFor(entry)}</span>
          </li>
        ))}
      </ul>
    </Page>
  );
};
