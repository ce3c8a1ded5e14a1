import { useClient } from "../../../state/bridge-context.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { CostLimit } from "../cost-limit.tsx";
import { moneyWords } from "../cost-words.ts";
import { useLoad } from "../use-load.ts";

interface CostStopProps {
  readonly weddingId: string;
  readonly campaignId: string;
  /** How many messages wait for money. */
  readonly waiting: number;
}

/** Messages wait at a cost limit: what was spent and may be, and where it is raised. What fits then goes on by itself. */
export const CostStop = ({ weddingId, campaignId, waiting }: CostStopProps) => {
  const client = useClient();
  const costs = useLoad(`costs ${campaignId} ${waiting}`, (signal) => client.campaigns.costs({ campaignId }, { signal }));
  if (costs.problem !== undefined) return <ErrorState problem={costs.problem} onRetry={costs.reload} />;
  if (costs.value === undefined) return null;
  const { messageSpentCents, messageLimitCents, weddingSpentCents, weddingLimitCents, currency } = costs.value;
  const spent = (cents: number): string => moneyWords(cents, currency);
  return (
    <section aria-label="Cost limit" className="border-line flex flex-col gap-3 rounded-lg border p-4">
      <p className="text-sm">
        {`This message has cost ${spent(messageSpentCents)} of at most ${spent(messageLimitCents)}, all of this wedding ${spent(weddingSpentCents)} of at most ${spent(weddingLimitCents)}. Raise a limit, and the rest goes on by itself.`}
      </p>
      <div className="flex flex-wrap gap-4">
        {(
          [
            ["message", messageLimitCents],
            ["wedding", weddingLimitCents],
          ] as const
        ).map(([scope, cents]) => (
          <CostLimit key={`${scope} ${cents}`} {...{ weddingId, scope, cents, currency }} onChanged={costs.reload} />
        ))}
      </div>
    </section>
  );
};
