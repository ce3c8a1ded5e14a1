import { useState } from "react";
import { takeBackMs } from "#shared/api/messages.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { showToast } from "../../ui/toast.tsx";
import { confirmationFor, decisionWords, type Decision } from "./held-words.ts";

/** Until a decision that stands has left the list of what is held. */
const writtenMs = 1_000;

export interface Asking {
  readonly decision: Decision;
  readonly messageIds: readonly string[];
}

export interface HeldDecisions {
  /** What waits for a confirmation. */
  readonly asking: Asking | undefined;
  /** Decided here and still in their time to be taken back: they are no longer shown as held. */
  readonly pending: ReadonlySet<string>;
  /** Decides at once, or asks first where a slip would do harm. */
  decide(decision: Decision, messageIds: readonly string[]): void;
  confirm(): void;
  cancel(): void;
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
}

/** A person's word on held messages, from the asking to the undo. */
export const useHeldDecisions = (onDecided: () => void): HeldDecisions => {
  const client = useClient();
  const [asking, setAsking] = useState<Asking>();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const without = (ids: readonly string[]) => (now: ReadonlySet<string>) => new Set([...now].filter((id) => !ids.includes(id)));
  const takeBack = useCommand(async (decisionId: string, messageIds: readonly string[]) => {
    const { takenBack } = await client.messages.takeBack({ decisionId });
    setPending(without(messageIds));
    showToast({ sentence: takenBack === 0 ? "Too late: it is decided." : `${takenBack.toLocaleString()} held again.` });
  });
  const run = useCommand(async ({ decision, messageIds }: Asking) => {
    const { decisionId, decided, left } = await client.messages.decide({ messageIds: [...messageIds], decision });
    setAsking(undefined);
    setPending((now) => new Set([...now, ...messageIds]));
    // Then the list alone says what is held: a decision may not have been written, or the message be held again.
    setTimeout(() => setPending(without(messageIds)), takeBackMs + writtenMs);
    onDecided();
    const rest = left === 0 ? "" : ` ${left.toLocaleString()} could not be decided any more.`;
    showToast({
      sentence: `${decisionWords[decision]}: ${decided.toLocaleString()}.${rest}`,
      action: decided === 0 ? undefined : { label: "Undo", run: () => void takeBack.run(decisionId, messageIds) },
    });
    if (left > 0) setPending(without(messageIds));
  });
  return {
    asking,
    pending,
    decide: (decision, messageIds) => {
      if (messageIds.length === 0) return;
      if (confirmationFor(decision, messageIds.length) === "none") void run.run({ decision, messageIds });
      else setAsking({ decision, messageIds });
    },
    confirm: () => asking !== undefined && void run.run(asking),
    cancel: () => setAsking(undefined),
    isBusy: run.pending,
    problem: run.problem ?? takeBack.problem,
  };
};
