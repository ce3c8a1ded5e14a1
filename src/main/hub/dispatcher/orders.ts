import type { Control, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import { everything, laneScope, weddingScope } from "./controls.ts";
import { runWork, stampOf, type Core } from "./core.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { factAboutMessage } from "./facts.ts";
import { placeAll } from "./place.ts";
import { cancelledStatement } from "./plan.ts";

type Orders = Pick<
  Dispatcher,
  | "pauseAll"
  | "resumeAll"
  | "pauseWedding"
  | "resumeWedding"
  | "pauseCampaign"
  | "resumeCampaign"
  | "cancelRest"
  | "startNow"
  | "pauseLane"
  | "resumeLane"
  | "isPaused"
  | "isLate"
  | "stops"
>;

/** Facts of one append: a few milliseconds. */
const factsPerAppend = 400;
/** Messages planned in one go: about a millisecond. */
const plannedAtOnce = 500;

type Write = (...orders: readonly Pick<Control, "scope" | "action" | "approvalId">[]) => Promise<void>;

interface ScopedOrders {
  inTurn(scope: string, task: () => Promise<void>): Promise<void>;
  stop(scope: string): Promise<void>;
  resume(scope: string): Promise<void>;
}

/** Orders for one scope reach the disk in the order in which they were given, so that the last one is the last word. */
const createScopedOrders = (core: Core, write: Write): ScopedOrders => {
  const { controls } = core;
  const lines = new Map<string, Promise<unknown>>();
  /** One that fails holds up no other. */
  const inTurn = (scope: string, task: () => Promise<void>): Promise<void> => {
    const before = lines.get(scope) ?? Promise.resolve();
    const mine = before.then(task, task);
    lines.set(scope, mine);
    return mine;
  };
  const give = async (scope: string, action: Control["action"], order: number): Promise<void> => {
    await write({ scope, action, approvalId: null });
    controls.settled(scope, order);
  };
  const stop = async (scope: string): Promise<void> => {
    const order = controls.stopNow(scope);
    await inTurn(scope, async () => {
      // What is held back already, or cancelled for good, needs no other order.
      if (["pause", "ask-late", "cancel"].includes(controls.kept(scope) ?? "")) return controls.settled(scope, order);
      await give(scope, "pause", order);
      replan(core, scope);
    });
  };
  const resume = async (scope: string): Promise<void> => {
    const order = controls.orderNow();
    await inTurn(scope, async () => {
      // A stop that never reached the disk leaves nothing to take back there; and only a new approval gets past a cancel.
      if (["pause", "ask-late"].includes(controls.kept(scope) ?? "")) await give(scope, "resume", order);
      else controls.settled(scope, order);
      replan(core, scope);
    });
  };
  return { inTurn, stop, resume };
};

/** A person's orders about many messages: durable first, then in force. Only a stop is in force at once and durable when it resolves. */
export const createOrders = (core: Core): Orders => {
  const { controls } = core;
  const write: Write = async (...orders) => {
    const at = Math.round(core.deps.clock.now());
    // The listener on the ledger puts them in force in the same turn as the commit.
    const controls = orders.map((order) => ({ controlId: core.deps.ids.next(), at, ...order }));
    await core.deps.ledger.append({ controls });
    await core.deps.ordered?.(controls);
  };
  const { inTurn, stop, resume } = createScopedOrders(core, write);
  const onTheWay = (scope: string): number => [...core.calls.values()].filter(({ intent }) => isAbout(scope, intent)).length;
  return {
    pauseAll: async () => {
      await stop(everything);
      return { onTheWay: onTheWay(everything) };
    },
    resumeAll: async () => {
      if (controls.allPaused()) await resume(everything);
    },
    pauseWedding: async (weddingId) => {
      const scope = weddingScope(weddingId);
      await stop(scope);
      return { onTheWay: onTheWay(scope) };
    },
    resumeWedding: async (weddingId) => {
      if (controls.weddingPaused(weddingId)) await resume(weddingScope(weddingId));
    },
    pauseCampaign: async (campaignId) => {
      await stop(campaignId);
      return { onTheWay: onTheWay(campaignId) };
    },
    resumeCampaign: async (campaignId) => {
      if (controls.campaignPaused(campaignId)) await resume(campaignId);
    },
    pauseLane: (provider) => stop(laneScope(provider)),
    resumeLane: async (provider) => {
      if (controls.lanePausedSince(provider) !== null) return await resume(laneScope(provider));
      core.lanes.known(provider)?.resume();
    },
    startNow: async (campaignId) => {
      const approvals = new Set(entriesOf(core, campaignId).map(({ intent }) => intent.approvalId));
      await write(...[...approvals].map((approvalId) => ({ scope: campaignId, action: "start-now" as const, approvalId })));
      replan(core, campaignId);
    },
    cancelRest: async (campaignId) => {
      await inTurn(campaignId, async () => {
        if (!controls.campaignCancelled(campaignId)) await write({ scope: campaignId, action: "cancel", approvalId: null });
      });
      const cancelled = await cancelQueued(core, campaignId);
      return { cancelled, onTheWay: onTheWay(campaignId) };
    },
    stops: controls.stops,
    isLate: controls.campaignIsLate,
    isPaused: (scope) => {
      if (scope === "all") return controls.allPaused();
      return "weddingId" in scope ? controls.weddingPaused(scope.weddingId) : controls.campaignPaused(scope.campaignId);
    },
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

const isAbout = (scope: string, { campaignId, weddingId }: Intent): boolean =>
  scope === everything || scope === campaignId || scope === weddingScope(weddingId);

const entriesOf = (core: Core, scope: string): BookEntry[] => [...core.deps.book.entries()].filter(({ intent }) => isAbout(scope, intent));

/** In turns: whoever gave the order does not wait until ten thousand messages say that they are held back. */
const replan = (core: Core, scope: string): void => {
  const ids = entriesOf(core, scope).map(({ intent }) => intent.messageId);
  runWork(core, async () => {
    for (let start = 0; start < ids.length && !core.stopping.aborted; start += plannedAtOnce) {
      if (start > 0) await core.deps.clock.sleep(0);
      placeAll(core, ids.slice(start, start + plannedAtOnce));
    }
    core.notices.changed();
    core.poke();
  });
};
