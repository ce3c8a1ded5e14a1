import { useState } from "react";
import type { CostScope } from "#shared/api/campaigns.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface CostLimitProps {
  readonly weddingId: string;
  readonly scope: CostScope;
  readonly cents: number;
  readonly currency: string;
  readonly onChanged: () => void;
}

const labels: Readonly<Record<CostScope, string>> = { message: "Limit for one message", wedding: "Limit for the whole wedding" };

/** What may be spent; shown where the cost is, because that is where it matters. Nothing leaves beyond it. */
export const CostLimit = ({ weddingId, scope, cents: limit, currency, onChanged }: CostLimitProps) => {
  const client = useClient();
  const [typed, setTyped] = useState((limit / 100).toFixed(2));
  const cents = /^\d{1,6}([.,]\d{1,2})?$/u.test(typed.trim()) ? Math.round(Number(typed.trim().replace(",", ".")) * 100) : null;
  const save = useCommand(async () => {
    await client.campaigns.setCostLimit({ weddingId, scope, cents: cents ?? 0 });
    onChanged();
  });
  return (
    <div className="flex flex-wrap items-end gap-2">
      <TextField label={`${labels[scope]} (${currency})`} value={typed} onChange={setTyped} />
      <Button isDisabled={cents === null || cents === limit || save.pending} onPress={() => void save.run()}>
        Set limit
      </Button>
      {save.problem === undefined ? null : <ErrorState problem={save.problem} />}
    </div>
  );
};
