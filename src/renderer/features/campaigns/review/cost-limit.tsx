import { useState } from "react";
import type { Review } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { TextField } from "../../../ui/text-field.tsx";

interface CostLimitProps {
  readonly weddingId: string;
  readonly review: Pick<Review, "costLimitCents" | "currency">;
  readonly onChanged: () => void;
}

/** What one message may cost; shown where the cost is, because that is where it matters. */
export const CostLimit = ({ weddingId, review, onChanged }: CostLimitProps) => {
  const client = useClient();
  const [typed, setTyped] = useState((review.costLimitCents / 100).toFixed(2));
  const cents = /^\d{1,6}([.,]\d{1,2})?$/u.test(typed.trim()) ? Math.round(Number(typed.trim().replace(",", ".")) * 100) : null;
  const save = useCommand(async () => {
    await client.campaigns.setCostLimit({ weddingId, cents: cents ?? 0 });
    onChanged();
  });
  return (
    <div className="flex flex-wrap items-end gap-2">
      <TextField label={`Cost limit for one message (${review.currency})`} value={typed} onChange={setTyped} />
      <Button isDisabled={cents === null || cents === review.costLimitCents || save.pending} onPress={() => void save.run()}>
        Set limit
      </Button>
      {save.problem === undefined ? null : <ErrorState problem={save.problem} />}
    </div>
  );
};
