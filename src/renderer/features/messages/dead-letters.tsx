import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { MessageFacets } from "#shared/api/messages.ts";
import type { MessageView } from "#shared/domain/message-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { showToast } from "../../ui/toast.tsx";
import { DiscardDialog } from "./discard-dialog.tsx";
import { reasonHelp, reasonWords } from "./reason-words.ts";
import { messagesPath } from "./view-url.ts";

interface DeadReasonsProps {
  readonly weddingId: string;
  readonly view: MessageView;
}

/** Why messages were given up, the most frequent first, each with what would help and what can be done about all of them. */
export const DeadReasons = ({ weddingId, view }: DeadReasonsProps): ReactNode => {
  const client = useClient();
  const input = { weddingId, view };
  const reasons = useLiveValue(`messages.reasons ${JSON.stringify(input)}`, (signal) => client.messages.reasons(input, { signal }));
  if (reasons.problem !== undefined) return <ErrorState problem={reasons.problem} />;
  return (
    <ul aria-label="Reasons" className="grid gap-2 md:grid-cols-2">
      {(reasons.value ?? []).map((reason) => (
        <ReasonCard key={reason.code} weddingId={weddingId} view={view} reason={reason} />
      ))}
    </ul>
  );
};

type Reason = Pick<MessageFacets["codes"][number], "code" | "count">;

const ReasonCard = ({ weddingId, view, reason: { code, count } }: DeadReasonsProps & { readonly reason: Reason }): ReactNode => {
  const client = useClient();
  const [discarding, setDiscarding] = useState<readonly string[]>();
  const ofReason = { ...view, code: code === "" ? null : code };
  const idsOf = async (): Promise<string[]> => (await client.messages.ids({ weddingId, view: ofReason })).messages.map(({ id }) => id);
  const redrive = useCommand(async () => {
    const { redriven } = await client.messages.redrive({ messageIds: await idsOf() });
    showToast({ sentence: `${redriven.toLocaleString()} will be tried again.` });
  });
  const discard = useCommand(async () => setDiscarding(await idsOf()));
  const problem = redrive.problem ?? discard.problem;
  const isBusy = redrive.pending || discard.pending;
  const words = code === "" ? "No reason was written down" : reasonWords(code);
  return (
    <li className="flex flex-col gap-1 rounded-lg border border-line bg-surface-2 p-3 text-sm">
      <p className="flex items-baseline justify-between gap-3">
        <Link href={messagesPath(ofReason)} className="font-medium underline underline-offset-2">
          {words}
        </Link>
        <span className="tabular-nums">{count.toLocaleString()}</span>
      </p>
      <p className="text-ink-2">{reasonHelp(code)}</p>
      <div className="flex flex-wrap gap-2">
        <Button isDisabled={isBusy} onPress={() => void redrive.run()}>
          {count === 1 ? "Try it again" : `Try all ${count.toLocaleString()} again`}
        </Button>
        <Button variant="quiet" isDisabled={isBusy} aria-label={`Discard… ${words}`} onPress={() => void discard.run()}>
          Discard…
        </Button>
      </div>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {discarding === undefined ? null : (
        <DiscardDialog messageIds={discarding} onClose={() => setDiscarding(undefined)} onDone={() => undefined} />
      )}
    </li>
  );
};
