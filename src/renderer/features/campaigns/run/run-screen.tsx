import { useState } from "react";
import { useLocation } from "wouter";
import type { Run } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useLiveValue } from "../../../state/live-slot.ts";
import { ErrorState } from "../../../ui/error-state.tsx";
import { LinkButton } from "../../../ui/link-button.tsx";
import { Page } from "../../../ui/page.tsx";
import { MessageTimeline } from "../../messages/message-timeline.tsx";
import { useNow } from "../../../state/use-now.ts";
import { useWeddingZone } from "../../../state/use-wedding.ts";
import { durationWords, shortTime, zoneCity } from "../../../ui/wedding-time.ts";
import { SumLine, TallyBar } from "../tally-bar.tsx";
import { CostStop } from "./cost-stop.tsx";
import { HoldPanel } from "./hold-panel.tsx";
import { RunAnnouncer } from "./run-announcer.tsx";
import { RunControls } from "./run-controls.tsx";
import { RunProblems, RunStream, WaitingReasons } from "./run-details.tsx";
import { phaseSentence } from "./run-words.ts";
import { Sparkline } from "./sparkline.tsx";

interface RunScreenProps {
  readonly weddingId: string;
  readonly campaignId: string;
}

/** ux.md 4.5: the send as it happens. Closing the window does not stop it. */
export const RunScreen = ({ weddingId, campaignId }: RunScreenProps) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const zone = useWeddingZone(weddingId);
  const live = useLiveValue(`run ${campaignId}`, (signal) => client.campaigns.run({ campaignId }, { signal }));
  const [openId, setOpen] = useState<string | null>(null);
  const run = live.value;
  return (
    <Page
      title={run?.campaign.name ?? "Message"}
      subtitle={run === undefined ? undefined : <PhaseLine run={run} zone={zone} />}
      back={{ href: "/messages", label: "Messages" }}
      actions={
        run === undefined || run.phase === "draft" || run.phase === "hold" ? null : (
          <LinkButton href={`/messages/${campaignId}/report`}>Report</LinkButton>
        )
      }
    >
      {live.problem === undefined ? null : <ErrorState problem={live.problem} />}
      {run === undefined && live.problem === undefined ? <p role="status">Reading the run…</p> : null}
      {run === undefined ? null : (
        <RunBody run={run} zone={zone} onOpen={setOpen} onCancelled={() => navigate(`/messages/${campaignId}/compose`)} />
      )}
      {openId === null ? null : <MessageTimeline messageId={openId} onClose={() => setOpen(null)} />}
    </Page>
  );
};

const PhaseLine = ({ run, zone }: { readonly run: Run; readonly zone: string }) => {
  const now = useNow(60_000);
  const since = run.campaign.approvedAt;
  return (
    <span data-testid="run-phase" data-phase={run.phase}>
      <bdi>{phaseSentence(run)}</bdi>
      {since === null ? null : ` · approved ${shortTime(since, zone, now)} ${zoneCity(zone)}`}
    </span>
  );
};

const RunBody = ({ run, zone, onOpen, onCancelled }: RunningProps) =>
  run.phase === "hold" ? (
    <HoldPanel campaignId={run.campaign.id} approved={run.tally.approved} holdUntil={run.holdUntil ?? 0} onCancelled={onCancelled} />
  ) : (
    <Running run={run} zone={zone} onOpen={onOpen} onCancelled={onCancelled} />
  );

interface RunningProps {
  readonly run: Run;
  readonly zone: string;
  readonly onOpen: (messageId: string) => void;
  /** It is a draft again. */
  readonly onCancelled: () => void;
}

const Running = ({ run, zone, onOpen, onCancelled }: RunningProps) => (
  <div className="flex flex-col gap-4">
    <RunAnnouncer tally={run.tally} />
    <RunControls run={run} onTakenBack={onCancelled} />
    <section aria-label="Progress" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
      <TallyBar tally={run.tally} />
      <SumLine tally={run.tally} campaignId={run.campaign.id} />
      <div className="flex flex-wrap items-start gap-6">
        <Sparkline values={run.sparkline} />
        <p className="text-sm tabular-nums">
          <bdi>{paceWords(run, zone)}</bdi>
        </p>
      </div>
      <WaitingReasons reasons={run.waitingReasons} campaignId={run.campaign.id} />
      {run.waitingReasons
        .filter(({ reason }) => reason === "budget")
        .map(({ count }) => (
          <CostStop key="budget" weddingId={run.campaign.weddingId} campaignId={run.campaign.id} waiting={count} />
        ))}
    </section>
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <RunProblems problems={run.problems} campaignId={run.campaign.id} />
      <RunStream stream={run.stream} zone={zone} onOpen={onOpen} />
    </div>
  </div>
);

const paceWords = (run: Run, zone: string): string => {
  const pace = run.perSecond === null || run.phase !== "running" ? [] : [`${run.perSecond.toFixed(1)} per second`];
  const now = Date.now();
  const end =
    run.doneAt === null
      ? []
      : [`${durationWords((run.doneAt - now) / 1000)}, done about ${shortTime(run.doneAt, zone, now)} ${zoneCity(zone)}`];
  const because = run.doneBecause === "" ? [] : [run.doneBecause];
  return [...pace, ...end, ...because].join(" · ");
};
