import { useState } from "react";
import { useLocation } from "wouter";
import { decisionsIn, type Review } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { PressAndHold } from "../../../ui/press-and-hold.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { people } from "../../../ui/plain-words.ts";
import { blockedBy, sendWords } from "./confirm-words.ts";

interface ConfirmPanelProps {
  readonly campaignId: string;
  readonly review: Review;
  /** Codes of the findings that the person confirmed. */
  readonly decided: readonly string[];
}

/** The last step. What must be done before the button works grows with the harm (ux.md 3.8). */
export const ConfirmPanel = ({ campaignId, review, decided }: ConfirmPanelProps) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [sawExcluded, setSaw] = useState(false);
  const [typed, setTyped] = useState("");
  const mustType = review.confirmation === "type-number";
  const mustSee = mustType && review.excluded.length > 0;
  const typedNumber = /^\d{1,9}$/u.test(typed.trim()) ? Number(typed.trim()) : null;
  const blocked = blockedBy(review, {
    undecided: decisionsIn(review).filter((code) => !decided.includes(code)).length,
    isConfirmed: !mustType || ((sawExcluded || !mustSee) && typedNumber === review.recipients),
  });
  const approve = useCommand(async () => {
    await client.campaigns.approve({ campaignId, reviewHash: review.reviewHash, sawExcluded, decided: [...decided], typedNumber });
    navigate(`/messages/${campaignId}/run`);
  });
  const isDisabled = blocked !== undefined || approve.pending;
  const words = sendWords(review);
  return (
    <section aria-label="Confirm" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
      {mustType ? (
        <div className="flex flex-wrap items-end gap-4">
          {mustSee ? (
            <Checkbox isSelected={sawExcluded} onChange={setSaw}>{`I looked at the ${people(review.excluded.length)} left out`}</Checkbox>
          ) : null}
          <TextField label={`Type ${review.recipients} to confirm`} value={typed} onChange={setTyped} />
        </div>
      ) : null}
      {approve.problem === undefined ? null : <ErrorState problem={approve.problem} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="text-ink-2 me-auto text-sm" data-testid="confirm-words">
          {blocked ?? `After this, sending waits ${review.holdSeconds} seconds, and you can still cancel it.`}
        </p>
        <Button onPress={() => navigate("/messages")}>Save for later</Button>
        {review.confirmation === "press-and-hold" ? (
          <PressAndHold isDisabled={isDisabled} onDone={() => void approve.run()}>{`Keep pressed: ${words}`}</PressAndHold>
        ) : (
          <Button variant="primary" isDisabled={isDisabled} onPress={() => void approve.run()}>
            {words}
          </Button>
        )}
      </div>
    </section>
  );
};
