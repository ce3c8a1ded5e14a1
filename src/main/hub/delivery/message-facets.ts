import type { MessageCounts, MessageFacets } from "#shared/api/messages.ts";
import { messageGroupSchema, type MessageView } from "#shared/domain/message-view.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import { selectorNow, type MessageListDeps } from "./message-list.ts";
import type { ProblemCount, Tallies } from "./tallies.ts";

/** Most choices of one kind: a menu that is longer is not read. */
const choicesMax = 100;

/** How many messages of a view each group has, whichever of them the view asks for. */
export const countGroups = async (deps: MessageListDeps, weddingId: string, view: MessageView): Promise<MessageCounts> => {
  const counts = await Promise.all(
    messageGroupSchema.options.map(async (group) => {
      const selector = await selectorNow(deps, weddingId, { ...view, group });
      return [group, await deps.collections.messages.count({ selector }).exec()] as const;
    }),
  );
  return Object.fromEntries(counts) as MessageCounts;
};

/** Messages looked at for their reasons: more than one wedding gives up in its life. */
const reasonsRowsMax = 50_000;

export const countReasons = async (deps: MessageListDeps, weddingId: string, view: MessageView): Promise<ReasonCount[]> => {
  const selector = await selectorNow(deps, weddingId, view);
  const found = await deps.collections.messages.find({ selector, limit: reasonsRowsMax }).exec();
  const counts = new Map<string, number>();
  for (const { code } of found) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count);
};

export interface ReasonCount {
  readonly code: string;
  readonly count: number;
}

export interface FacetDeps extends MessageListDeps {
  readonly tallies: Pick<Tallies, "problemsOf">;
  /** Accounts that can be asked now. */
  readonly providers: () => readonly ProviderId[];
}

/** From the counts that are kept anyway: nothing is scanned for it. */
export const facetsOf = async ({ collections, tallies, providers }: FacetDeps, weddingId: string): Promise<MessageFacets> => {
  const found = await collections.campaigns.find({ selector: { weddingId }, sort: [{ createdAt: "desc" }] }).exec();
  const campaigns = found.map((document) => document.toMutableJSON()).filter(({ approvedCount }) => approvedCount !== null);
  return {
    campaigns: campaigns.slice(0, choicesMax).map(({ id, name }) => ({ id, name })),
    providers: [...new Set(providers())],
    codes: sumUp(campaigns.flatMap((campaign) => tallies.problemsOf(campaign))).slice(0, choicesMax),
  };
};

const sumUp = (problems: readonly ProblemCount[]): ProblemCount[] => {
  const sums = new Map<string, ProblemCount>();
  for (const problem of problems) {
    if (problem.code === "") continue;
    const key = `${problem.state} ${problem.code}`;
    sums.set(key, { ...problem, count: (sums.get(key)?.count ?? 0) + problem.count });
  }
  return [...sums.values()].toSorted((a, b) => b.count - a.count);
};
