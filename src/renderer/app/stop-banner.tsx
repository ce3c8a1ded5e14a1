import { useEffect, useState, type ReactNode } from "react";
import type { AppStatus } from "#shared/api/app.ts";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { useClient } from "../state/bridge-context.tsx";
import { useCommand } from "../state/run-command.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Hand } from "../ui/icons.ts";
import { useNow } from "../state/use-now.ts";
import { useAppStatus } from "./status.ts";
import { isLongAgo, sinceWords } from "./stop-words.ts";
import { useOrderedStops, useStops, type SendingStop } from "./stops.ts";

/** On every screen while something is stopped by a person, also after a restart. */
export const StopBanner = ({ weddings }: { readonly weddings: readonly WeddingCard[] }): ReactNode => {
  const stops = useStops();
  const known = useAppStatus().value?.stops;
  const now = useNow(60_000);
  const [asking, setAsking] = useState<SendingStop | null>(null);
  // From here on the hub's word counts: another window may resume.
  useEffect(() => {
    for (const { weddingId } of known ?? []) useOrderedStops.getState().drop(weddingId);
  }, [known]);
  return (
    <>
      {stops.map((stop) => (
        <div
          key={stop.weddingId}
          role="alert"
          data-testid="stop-banner"
          className="flex flex-wrap items-center gap-2.5 border-b border-bad bg-bad/15 px-4 py-2 text-sm"
        >
          <Hand aria-hidden className="size-5 shrink-0 text-bad" />
          <p className="min-w-0 flex-1">
            <strong className="font-semibold text-bad">
              {stop.weddingId === null ? "All sending is stopped." : "Sending is stopped for "}
              {stop.weddingId === null ? null : <bdi>{nameIn(weddings, stop.weddingId)}</bdi>}
              {stop.weddingId === null ? null : "."}
            </strong>{" "}
            Nothing leaves until you resume.{sinceWords(stop.since, now)}
          </p>
          <Button onPress={() => setAsking(stop)}>Resume…</Button>
        </div>
      ))}
      {asking === null ? null : <ResumeDialog stop={asking} weddings={weddings} onClose={() => setAsking(null)} />}
    </>
  );
};

const nameIn = (weddings: readonly WeddingCard[], weddingId: string): string =>
  weddings.find(({ id }) => id === weddingId)?.name ?? "a wedding";

interface ResumeDialogProps {
  readonly stop: SendingStop;
  readonly weddings: readonly WeddingCard[];
  readonly onClose: () => void;
}

type Running = AppStatus["running"][number];

/** What would leave at once is listed before it does. After a long stop nothing is chosen: what was right then may be wrong now. */
const ResumeDialog = ({ stop, weddings, onClose }: ResumeDialogProps): ReactNode => {
  const client = useClient();
  const { weddingId } = stop;
  const running = (useAppStatus().value?.running ?? []).filter((one) => weddingId === null || one.weddingId === weddingId);
  const isLate = isLongAgo(stop.since, useNow(60_000));
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isChosen = ({ campaignId }: Running): boolean => chosen.get(campaignId) ?? !isLate;
  const resume = useCommand(async () => {
    // First what stays, so that none of it slips out.
    for (const one of running) if (!isChosen(one)) await client.campaigns.pause({ campaignId: one.campaignId });
    await (weddingId === null ? client.app.resumeAllSending() : client.app.resumeWeddingSending({ weddingId }));
    useOrderedStops.getState().drop(weddingId);
    onClose();
  });
  return (
    <Dialog
      title="Resume sending?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Leave it stopped</Button>
          <Button variant="primary" isDisabled={resume.pending} onPress={() => void resume.run()}>
            Resume
          </Button>
        </>
      }
    >
      {running.length === 0 ? <p>Nothing waits to be sent.</p> : null}
      {running.length > 0 ? (
        <p>
          {isLate ? "It was stopped more than an hour ago, so choose what should still leave." : "These would go on."} What you leave out
          stays paused.
        </p>
      ) : null}
      <ul className="flex flex-col gap-2">
        {running.map((one) => (
          <li key={one.campaignId}>
            <Checkbox isSelected={isChosen(one)} onChange={(isOn) => setChosen((before) => new Map(before).set(one.campaignId, isOn))}>
              <span>
                <bdi className="font-medium">{one.name}</bdi>
                {weddingId === null && weddings.length > 1 ? (
                  <bdi className="text-ink-2">{` · ${nameIn(weddings, one.weddingId)}`}</bdi>
                ) : null}
                <span className="text-ink-2">{` · ${(one.total - one.done).toLocaleString()} wait${one.isLate ? ", late already" : ""}`}</span>
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
      {resume.problem === undefined ? null : <ErrorState problem={resume.problem} />}
    </Dialog>
  );
};
