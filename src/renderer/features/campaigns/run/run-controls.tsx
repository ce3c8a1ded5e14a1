import type { Run } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { canBeTakenBack } from "./run-words.ts";

const onTheWayWords = (count: number): string => (count === 0 ? "None was on its way." : `Up to ${count} were already on their way.`);

interface RunControlsProps {
  readonly run: Run;
  readonly onTakenBack: () => void;
}

/** Pause, resume, cancelling what has not started, and back to the editor while nothing left. Never "undo": what left has left. */
export const RunControls = ({ run, onTakenBack }: RunControlsProps) => {
  const client = useClient();
  const input = { campaignId: run.campaign.id };
  const pause = useCommand(async () => {
    const { onTheWay } = await client.campaigns.pause(input);
    showToast({ sentence: `Paused. ${onTheWayWords(onTheWay)}` });
  });
  const resume = useCommand(() => client.campaigns.resume(input));
  const cancel = useCommand(async () => {
    const { cancelled, onTheWay } = await client.campaigns.cancelRest(input);
    showToast({ sentence: `${cancelled} cancelled. ${onTheWayWords(onTheWay)}` });
  });
  const takeBack = useCommand(async () => {
    await client.campaigns.cancelHold(input);
    onTakenBack();
  });
  const problem = takeBack.problem ?? pause.problem ?? resume.problem ?? cancel.problem;
  if (run.phase !== "running" && run.phase !== "paused") return null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-3">
        {run.phase === "running" ? (
          <Button isDisabled={pause.pending} onPress={() => void pause.run()}>
            Pause
          </Button>
        ) : (
          <Button variant="primary" isDisabled={resume.pending} onPress={() => void resume.run()}>
            Resume
          </Button>
        )}
        {canBeTakenBack(run) ? (
          <Button isDisabled={takeBack.pending} onPress={() => void takeBack.run()}>
            Take it back to edit
          </Button>
        ) : null}
        <Button variant="danger" isDisabled={cancel.pending || run.tally.waiting === 0} onPress={() => void cancel.run()}>
          {`Cancel the rest (${run.tally.waiting})`}
        </Button>
      </div>
      {problem === undefined ? null : <ErrorState problem={problem} />}
    </div>
  );
};
