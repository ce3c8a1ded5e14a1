import type { Tally } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import { deliveryRank } from "#shared/message/delivery-rank.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { BookEntry } from "#hub/ledger/index.ts";

/** How many messages of each approval are in which state, kept up to date change by change (never recounted). */
export interface Tallies {
  observe(entry: BookEntry): void;
  /** Null for a campaign that was never approved, and until everything has been counted once. */
  of(campaign: Campaign): Tally | null;
  /** Everything that the ledger knew at the start has been observed. */
  allCounted(): void;
  onChange(listener: (campaignIds: ReadonlySet<string>) => void): () => void;
}

type Field = Exclude<keyof Tally, "approved" | "sumCloses">;
type Counts = Record<Field, number>;

interface Seen {
  readonly counts: Counts;
  readonly fields: readonly Field[];
}

const emptyCounts = (): Counts => ({
  waiting: 0,
  sending: 0,
  accepted: 0,
  delivered: 0,
  bounced: 0,
  rejected: 0,
  unknown: 0,
  held: 0,
  dead: 0,
  expired: 0,
  cancelled: 0,
  suppressed: 0,
});

/** Which numbers a message counts in: one of those that add up, and perhaps a part of `accepted`. */
export const fieldsOf = (state: MessageState): readonly Field[] => {
  switch (state.kind) {
    case "queued":
      return ["waiting"];
    case "started":
      return ["sending"];
    case "accepted":
      if (state.delivery === "failed" || state.delivery === "bounced") return ["accepted", "bounced"];
      return deliveryRank(state.delivery) >= deliveryRank("delivered") ? ["accepted", "delivered"] : ["accepted"];
    default:
      return [state.kind];
  }
};

/** Of a campaign that has not been approved. */
export const emptyTally: Tally = { approved: 0, ...emptyCounts(), sumCloses: true };

export const createTallies = (): Tallies => {
  const byApproval = new Map<string, Counts>();
  const seen = new Map<string, Seen>();
  const listeners = new Set<(campaignIds: ReadonlySet<string>) => void>();
  let isCounted = false;
  const countsOf = (campaignId: string, revision: number): Counts => {
    const key = `${campaignId} ${revision}`;
    const known = byApproval.get(key) ?? emptyCounts();
    byApproval.set(key, known);
    return known;
  };
  const count = ({ campaignId, revision }: BookEntry["intent"], fields: readonly Field[]): void => {
    const counts = countsOf(campaignId, revision);
    for (const field of fields) counts[field] += 1;
  };
  return {
    observe: (entry) => {
      const { intent, state } = entry;
      const before = seen.get(intent.messageId);
      if (before === undefined) for (const past of endsOf(entry)) count(past.intent, fieldsOf(past.state));
      const counts = countsOf(intent.campaignId, intent.revision);
      const fields = fieldsOf(state);
      // A message approved again elsewhere stays in the old approval's sum as it ended there.
      if (before !== undefined && before.counts === counts) for (const field of before.fields) counts[field] -= 1;
      for (const field of fields) counts[field] += 1;
      seen.set(intent.messageId, { counts, fields });
      for (const listener of listeners) listener(new Set([intent.campaignId]));
    },
    of: (campaign) => {
      if (campaign.approvedCount === null || !isCounted) return null;
      const counts = byApproval.get(`${campaign.id} ${campaign.approvedRevision}`) ?? emptyCounts();
      return { approved: campaign.approvedCount, ...counts, sumCloses: sumOf(counts) === campaign.approvedCount };
    },
    allCounted: () => {
      isCounted = true;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** How a message ended under each of its earlier approvals, from the rows of that approval alone. */
const endsOf = ({ earlier, attempts, facts }: BookEntry): { intent: BookEntry["intent"]; state: MessageState }[] =>
  earlier.map((intent) => {
    const own = attempts.filter(({ approvalId }) => approvalId === intent.approvalId);
    const ids = new Set<string | null>(own.map(({ attemptId }) => attemptId));
    const about = facts.filter(({ attemptId, approvalId }) => (attemptId === null ? approvalId === intent.approvalId : ids.has(attemptId)));
    return { intent, state: foldMessage({ intent, attempts: own, facts: about }) };
  });

/** Invariant L2: delivered and bounced are parts of accepted, everything else adds up. */
const sumOf = (counts: Counts): number =>
  counts.waiting +
  counts.sending +
  counts.accepted +
  counts.rejected +
  counts.unknown +
  counts.held +
  counts.dead +
  counts.expired +
  counts.cancelled +
  counts.suppressed;
