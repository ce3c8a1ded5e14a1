import { useState } from "react";
import { accountIdSchema } from "#shared/api/settings.ts";
import { pausedByPersonCode, type LaneDetail, type LaneStatus, type Probe } from "#shared/api/lanes.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { shortTime } from "../../ui/wedding-time.ts";
import { Panel } from "./panel.tsx";
import { countdown, healthWords, msWords, paceWords } from "./lane-words.ts";

interface ConditionPanelProps {
  readonly lane: LaneDetail;
  readonly zone: string;
  readonly now: number;
}

/** How the lane is, what to do about it, and how it answered when it was asked. */
export const ConditionPanel = ({ lane, zone, now }: ConditionPanelProps) => {
  const { status, inFlight, concurrency, perSecondMax, probe } = lane;
  const { word: usual, tone, icon } = healthWords[status.health];
  const word = isPausedByPerson(status) ? "paused" : usual;
  return (
    <Panel title="Now">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <Badge tone={tone} icon={icon}>
          <bdi>{status.until === null ? word : `${word}, tries again in ${countdown(status.until, now)}`}</bdi>
        </Badge>
        <bdi>{`${paceWords(status.perSecond)} of at most ${paceWords(perSecondMax)}`}</bdi>
        <bdi>{`${inFlight} of ${concurrency} calls running`}</bdi>
      </div>
      {status.problem === null ? null : (
        <div className="text-sm">
          <p className="font-medium">{status.problem.sentence}</p>
          <p>{status.problem.nextStep}</p>
        </div>
      )}
      <p className="text-sm text-ink-2">{probeWords(probe, lane.practice, zone, now)}</p>
      <ConditionButtons lane={lane} />
    </Panel>
  );
};

const probeWords = (probe: Probe, practice: boolean, zone: string, now: number): string => {
  if (practice) return "Practice reaches nobody, so nobody is asked whether it works.";
  switch (probe.kind) {
    case "none":
      return "It has not been asked yet whether it works.";
    case "reachable":
      return `Asked at ${shortTime(probe.at, zone, now)}: it answered in ${msWords(probe.tookMs)}.`;
    case "slow":
      return `Asked at ${shortTime(probe.at, zone, now)}: it took ${msWords(probe.tookMs)} to answer.`;
    case "unreachable":
      return `Not reachable since ${shortTime(probe.since, zone, now)}: ${probe.sentence}`;
    case "refused":
      return `Asked at ${shortTime(probe.at, zone, now)}: ${probe.problem.sentence}`;
  }
};

const isPausedByPerson = ({ problem }: LaneStatus): boolean => problem?.code === pausedByPersonCode;

const ConditionButtons = ({ lane: { status } }: Pick<ConditionPanelProps, "lane">) => {
  const client = useClient();
  const account = accountIdSchema.safeParse(status.provider);
  const [tested, setTested] = useState<{ readonly ok: boolean; readonly sentence: string; readonly problem: Problem | null }>();
  const test = useCommand(async () => {
    if (account.success) setTested(await client.settings.testProvider({ provider: account.data }));
  });
  const problem = test.problem ?? tested?.problem;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <ResumeAndPause status={status} />
        {account.success ? (
          <Button isDisabled={test.pending} onPress={() => void test.run()}>
            {test.pending ? "Testing…" : "Test the connection"}
          </Button>
        ) : null}
      </div>
      {tested?.ok === true ? (
        <p role="status" className="text-sm">
          {tested.sentence}
        </p>
      ) : null}
      {problem === undefined || problem === null ? null : <ErrorState problem={problem} />}
    </div>
  );
};

const resumable: ReadonlySet<LaneStatus["health"]> = new Set(["resting", "broken", "slow"]);
const notToPause: ReadonlySet<LaneStatus["health"]> = new Set(["off", "broken"]);

const ResumeAndPause = ({ status }: { readonly status: LaneStatus }) => {
  const client = useClient();
  const { provider, health } = status;
  const resume = useCommand(() => client.lanes.resume({ provider }));
  const pause = useCommand(() => client.lanes.pause({ provider }));
  const problem = resume.problem ?? pause.problem;
  return (
    <>
      {resumable.has(health) ? (
        <Button isDisabled={resume.pending} onPress={() => void resume.run()}>
          {isPausedByPerson(status) ? "Resume this account" : "Try one message now"}
        </Button>
      ) : null}
      {notToPause.has(health) ? null : (
        <Button isDisabled={pause.pending} onPress={() => void pause.run()}>
          Pause this account
        </Button>
      )}
      {problem === undefined ? null : <ErrorState problem={problem} />}
    </>
  );
};
