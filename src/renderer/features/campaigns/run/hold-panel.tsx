import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { useNow } from "../../../state/use-now.ts";
import { people } from "../../../ui/plain-words.ts";

interface HoldPanelProps {
  readonly campaignId: string;
  readonly approved: number;
  readonly holdUntil: number;
  readonly onCancelled: () => void;
}

/** Nothing has left yet. "Cancel" has the focus, so that Enter is the safe key. */
export const HoldPanel = ({ campaignId, approved, holdUntil, onCancelled }: HoldPanelProps) => {
  const client = useClient();
  const seconds = Math.max(0, Math.ceil((holdUntil - useNow(250)) / 1000));
  const cancel = useCommand(async () => {
    await client.campaigns.cancelHold({ campaignId });
    onCancelled();
  });
  const start = useCommand(() => client.campaigns.startNow({ campaignId }));
  const problem = cancel.problem ?? start.problem;
  return (
    <section aria-label="Hold" className="border-line bg-surface-2 flex flex-col items-center gap-4 rounded-lg border p-10">
      <p>{`Nothing has left yet. ${people(approved)} will get it.`}</p>
      <p className="text-4xl font-semibold tabular-nums" role="timer">
        {`Sending starts in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}
      </p>
      <div className="flex gap-3">
        <Button variant="primary" autoFocus isDisabled={cancel.pending} onPress={() => void cancel.run()}>
          Cancel
        </Button>
        <Button isDisabled={start.pending} onPress={() => void start.run()}>
          Start now
        </Button>
      </div>
      {problem === undefined ? null : <ErrorState problem={problem} />}
    </section>
  );
};
