import { useState, type ReactNode } from "react";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { NewWeddingDialog } from "../weddings/index.ts";

/** What a newcomer meets: one sentence, a new wedding, or the sample. */
export const FirstRun = ({ onOpened }: { readonly onOpened: (weddingId: string) => void }): ReactNode => {
  const client = useClient();
  const [creating, setCreating] = useState(false);
  const sample = useCommand(async () => onOpened((await client.weddings.openSample()).weddingId));
  return (
    <div className="mx-auto max-w-2xl pt-16">
      <EmptyState
        sentence="Everything a wedding says to its guests, and everything they say back."
        action={
          <Button variant="primary" onPress={() => setCreating(true)}>
            Start a wedding
          </Button>
        }
        secondary={
          <Button isDisabled={sample.pending} onPress={() => void sample.run()}>
            {sample.pending ? "Setting the tables…" : "Try the sample wedding"}
          </Button>
        }
      />
      {sample.problem === undefined ? null : <ErrorState problem={sample.problem} />}
      {creating ? <NewWeddingDialog onClose={() => setCreating(false)} onMade={onOpened} /> : null}
    </div>
  );
};
