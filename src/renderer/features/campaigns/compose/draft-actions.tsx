import { useLocation } from "wouter";
import { useClient } from "../../../state/bridge-context.tsx";
import { problemOf } from "../../../state/problem-of.ts";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { people } from "../../../ui/plain-words.ts";
import { saveCsv } from "../../../ui/save-csv.ts";

interface DraftActionsProps {
  readonly campaignId: string;
  readonly name: string;
  readonly isDraft: boolean;
  /** Saves what is on screen; answers whether that worked. */
  readonly save: () => Promise<boolean>;
}

/** What can be done with a whole draft. What goes wrong is said in a notice: there is no place for it beside the buttons. */
export const DraftActions = ({ campaignId, name, isDraft, save }: DraftActionsProps) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const review = useCommand(async () => {
    if (await save()) navigate(`/messages/${campaignId}/review`);
  });
  const told = (task: () => Promise<void>) => async (): Promise<void> => {
    try {
      await task();
    } catch (error) {
      const { sentence, nextStep } = problemOf(error);
      showToast({ sentence: `${sentence} ${nextStep}` });
    }
  };
  const restore = told(async () => {
    await client.campaigns.restore({ campaignId });
    navigate(`/messages/${campaignId}/compose`);
  });
  const remove = useCommand(
    told(async () => {
      if (!(await save())) return;
      await client.campaigns.remove({ campaignId });
      navigate("/messages");
      showToast({ sentence: `Removed the draft "${name}".`, action: { label: "Undo", run: () => void restore() } });
    }),
  );
  const dryRun = useCommand(
    told(async () => {
      if (!(await save())) return;
      const { csv, fileName, written, leftOut } = await client.campaigns.dryRun({ campaignId });
      saveCsv({ fileName, csv });
      showToast({
        sentence: `Dry run, nothing was sent: written for ${people(written)}, ${leftOut.toLocaleString()} left out: ${fileName}`,
      });
    }),
  );
  return (
    <>
      <Button variant="quiet" isDisabled={!isDraft || remove.pending} onPress={() => void remove.run()}>
        Remove draft
      </Button>
      <Button isDisabled={!isDraft || dryRun.pending} onPress={() => void dryRun.run()}>
        {dryRun.pending ? "Writing all…" : "Dry run"}
      </Button>
      <Button variant="primary" isDisabled={!isDraft || review.pending} onPress={() => void review.run()}>
        Review
      </Button>
    </>
  );
};
