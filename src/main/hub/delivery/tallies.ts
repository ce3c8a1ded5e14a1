import { noCounts, type Tally } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import { deliveryRank } from "#shared/message/delivery-rank.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { messageProblem, type MessageProblem } from "./message-problem.ts";

export interface ProblemCount extends MessageProblem {
  readonly count: number;
}

/** How many messages of each approval are in which state and why, kept up to date change by change (never recounted). */
export interface Tallies {
  observe(entry: BookEntry): void;
  /** Of the approval that counts, the most frequent first. */
  problemsOf(campaign: Campaign): readonly ProblemCount[];
  /** Ids of the messages that wait, of the approval that counts. */
  queuedOf(campaign: Campaign): ReadonlySet<string>;
  /** Null for a campaign that was never approved, and until everything has been counted once. */
  of(campaign: Campaign): Tally | null;
  /** Everything that the ledger knew at the start has been observed. */
  allCounted(): void;
  onChange(listener: (campaignIds: ReadonlySet<string>) => void): () => void;
}

type Field = Exclude<keyof Tally, "approved" | "sumCloses">;
type Counts = Record<Field, number>;

/** What is counted of one approval. */
interface Approval {
  readonly counts: Counts;
  /** By state and code; none is kept at zero. */
  readonly problems: Map<string, ProblemCount>;
  readonly queued: Set<string>;
}

interface Seen {
  readonly approval: Approval;
  readonly fields: readonly Field[];
  readonly problem: MessageProblem | undefined;
}

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

const noApproval: Approval = { counts: { ...noCounts }, problems: new Map(), queued: new Set() };

export const createTallies = (): Tallies => {
  const byApproval = new Map<string, Approval>();
  const seen = new Map<string, Seen>();
  const listeners = new Set<(campaignIds: ReadonlySet<string>) => void>();
  let isCounted = false;
  const approvalOf = (campaignId: string, revision: number): Approval => {
    const key = `${campaignId} ${revision}`;
    const known = byApproval.get(key) ?? { counts: { ...noCounts }, problems: new Map(), queued: new Set() };
    byApproval.set(key, known);
    return known;
  };
  const ofCampaign = ({ id, approvedRevision }: Campaign): Approval => byApproval.get(`${id} ${approvedRevision}`) ?? noApproval;
  return {
    observe: (entry) => {
      const { intent, state } = entry;
      const before = seen.get(intent.messageId);
      if (before === undefined) for (const past of endsOf(entry)) add(approvalOf(past.intent.campaignId, past.intent.revision), past, 1);
      const approval = approvalOf(intent.campaignId, intent.revision);
      const now = { fields: fieldsOf(state), problem: messageProblem(entry) };
      // A message approved again elsewhere stays in the old approval's sum as it ended there.
      if (before?.approval === approval) add(approval, before, -1);
      add(approval, now, 1);
      if (state.kind === "queued") approval.queued.add(intent.messageId);
      else approval.queued.delete(intent.messageId);
      seen.set(intent.messageId, { approval, ...now });
      for (const listener of listeners) listener(new Set([intent.campaignId]));
    },
    problemsOf: (campaign) => [...ofCampaign(campaign).problems.values()].toSorted((a, b) => b.count - a.count),
    queuedOf: (campaign) => ofCampaign(campaign).queued,
    of: (campaign) => {
      if (campaign.approvedCount === null || !isCounted) return null;
      const { counts } = ofCampaign(campaign);
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

/** Adds one message to the counts, or takes it out again. */
const add = ({ counts, problems }: Approval, { fields, problem }: Omit<Seen, "approval">, by: 1 | -1): void => {
  for (const field of fields) counts[field] += by;
  if (problem === undefined) return;
  const key = `${problem.state} ${problem.code}`;
  const count = (problems.get(key)?.count ?? 0) + by;
  if (count === 0) problems.delete(key);
  else problems.set(key, { ...problem, count });
};

/** How a message ended under each of its earlier approvals, from the rows of that approval alone. */
const endsOf = ({ earlier, attempts, facts }: BookEntry): (Omit<Seen, "approval"> & { readonly intent: BookEntry["intent"] })[] =>
  earlier.map((intent) => {
    const own = attempts.filter(({ approvalId }) => approvalId === intent.approvalId);
    const ids = new Set<string | null>(own.map(({ attemptId }) => attemptId));
    const about = facts.filter(({ attemptId, approvalId }) => (attemptId === null ? approvalId === intent.approvalId : ids.has(attemptId)));
    const state = foldMessage({ intent, attempts: own, facts: about });
    return { intent, fields: fieldsOf(state), problem: messageProblem({ state, facts: about }) };
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
