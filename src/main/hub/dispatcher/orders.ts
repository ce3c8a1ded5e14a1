import type { Control, Fact } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { everything } from "./controls.ts";
import { stampOf, type Core } from "./core.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { factAboutMessage } from "./facts.ts";
import { placeAll } from "./place.ts";
import { cancelledStatement } from "./plan.ts";

type Orders = Pick<
  Dispatcher,
  "pauseAll" | "resumeAll" | "pauseCampaign" | "resumeCampaign" | "cancelRest" | "startNow" | "isPaused" | "isLate"
>;

/** Facts of one append: a few milliseconds. */
const factsPerAppend = 400;

/** A person's orders about many messages: durable first, then in force. */
export const createOrders = (core: Core): Orders => {
  const write = async (...orders: readonly Pick<Control, "scope" | "action" | "approvalId">[]): Promise<void> => {
    const at = Math.round(core.deps.clock.now());
    // The listener on the ledger puts them in force in the same turn as the commit.
    await core.deps.ledger.append({ controls: orders.map((order) => ({ controlId: core.deps.ids.next(), at, ...order })) });
  };
  const give = async (scope: string, action: Control["action"]): Promise<void> => {
    await write({ scope, action, approvalId: null });
    replan(core, scope);
  };
  const onTheWay = (campaignId?: string): number =>
    [...core.calls.values()].filter((one) => campaignId === undefined || one.campaignId === campaignId).length;
  const { controls } = core;
  return {
    pauseAll: async () => {
      if (!controls.allPaused()) await give(everything, "pause");
      return { onTheWay: onTheWay() };
    },
    resumeAll: async () => {
      if (controls.allPaused()) await give(everything, "resume");
    },
    pauseCampaign: async (campaignId) => {
      // A cancelled campaign stays cancelled.
      const needless = controls.campaignPaused(campaignId) || controls.campaignCancelled(campaignId);
      if (!needless) await give(campaignId, "pause");
      return { onTheWay: onTheWay(campaignId) };
    },
    resumeCampaign: async (campaignId) => {
      if (controls.campaignPaused(campaignId)) await give(campaignId, "resume");
    },
    startNow: async (campaignId) => {
      const approvals = new Set(entriesOf(core, campaignId).map(({ intent }) => intent.approvalId));
      await write(...[...approvals].map((approvalId) => ({ scope: campaignId, action: "start-now" as const, approvalId })));
      replan(core, campaignId);
    },
    cancelRest: async (campaignId) => {
      if (!controls.campaignCancelled(campaignId)) {
        await write({ scope: campaignId, action: "cancel", approvalId: null });
      }
      const cancelled = await cancelQueued(core, campaignId);
      return { cancelled, onTheWay: onTheWay(campaignId) };
    },
    isLate: controls.campaignIsLate,
    isPaused: (scope) => (scope === "all" ? controls.allPaused() : controls.campaignPaused(scope.campaignId)),
  };
};

const cancelQueued = async (core: Core, campaignId: string): Promise<number> => {
  const queued = entriesOf(core, campaignId).filter(({ state }) => state.kind === "queued");
  for (let start = 0; start < queued.length; start += factsPerAppend) {
    const facts: Fact[] = queued
      .slice(start, start + factsPerAppend)
      .map(({ intent }) => factAboutMessage(intent, cancelledStatement, stampOf(core)));
    await core.deps.ledger.append({ facts });
  }
  replan(core, campaignId);
  return queued.filter(({ intent }) => core.deps.book.get(intent.messageId)?.state.kind === "cancelled").length;
};

const entriesOf = (core: Core, scope: string): BookEntry[] =>
  [...core.deps.book.entries()].filter(({ intent }) => scope === everything || intent.campaignId === scope);

const replan = (core: Core, scope: string): void => {
  placeAll(
    core,
    entriesOf(core, scope).map(({ intent }) => intent.messageId),
  );
  core.notices.changed();
  core.poke();
};
