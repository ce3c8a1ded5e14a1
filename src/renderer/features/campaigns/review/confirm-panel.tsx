import { useState } from "react";
import { useLocation } from "wouter";
import type { Review } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { people } from "../campaign-words.ts";

interface ConfirmPanelProps {
  readonly campaignId: string;
  readonly review: Review;
}

/** The last step. What must be done before the button works grows with the harm (ux.md 3.8). */
export const ConfirmPanel = ({ campaignId, review }: ConfirmPanelProps) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [sawExcluded, setSaw] = useState(false);
  const [typed, setTyped] = useState("");
  const mustType = review.confirmation === "type-number";
  const typedNumber = /^\d{1,9}$/u.test(typed.trim()) ? Number(typed.trim()) : null;
  const blocked = blockedBy(review, mustType && !(sawExcluded && typedNumber === review.recipients));
  const approve = useCommand(async () => {
    await client.campaigns.approve({ campaignId, reviewHash: review.reviewHash, sawExcluded, typedNumber });
    navigate(`/messages/${campaignId}/run`);
  });
  return (
    <section aria-label="Confirm" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
      {mustType ? (
        <div className="flex flex-wrap items-end gap-4">
          <Checkbox
            isSelected={sawExcluded}
            onChange={setSaw}
          >{`I looked at the ${review.excluded.length.toLocaleString()} left out`}</Checkbox>
          <TextField label={`Type ${review.recipients} to confirm`} value={typed} onChange={setTyped} />
        </div>
      ) : null}
      {approve.problem === undefined ? null : <ErrorState problem={approve.problem} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="text-ink-2 me-auto text-sm">
          {blocked ?? `After this, sending waits ${review.holdSeconds} seconds, and you can still cancel it.`}
        </p>
        <Button onPress={() => navigate("/messages")}>Save for later</Button>
        <Button variant="primary" isDisabled={blocked !== undefined || approve.pending} onPress={() => void approve.run()}>
          {`Send to ${people(review.recipients)}`}
        </Button>
      </div>
    </section>
  );
};

const blockedBy = (review: Review, notConfirmed: boolean): string | undefined => {
  const stops = review.findings.filter((finding) => finding.grade === "stop").length;
  if (stops > 0) return `${stops === 1 ? "One thing has" : `${stops} things have`} to be fixed before this can be sent.`;
  if (review.recipients === 0) return "Nobody would get it.";
  return notConfirmed ? "Look at who is left out and type the number first." : undefined;
};
