import type { LedgerBatch } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { createCore, isOffline, providersOf, type Core, type CreateDeps } from "./core.ts";
import { createDecisions } from "./decisions.ts";
import type { Dispatcher, Waiting } from "./dispatcher.ts";
import { askAboutLate } from "./late.ts";
import { createOrders } from "./orders.ts";
import { placeAll } from "./place.ts";
import { allRoutes, createProviderFacts } from "./provider-facts.ts";
import { createPump, type Pump } from "./pump.ts";
import { settleEarlierStarts } from "./settle.ts";
import { watchTime } from "./time-watch.ts";

/**
 * Sends what was approved. The book must be loaded. States of the dispatcher: built, running (`start`), stopping,
 * stopped (`stop`); it is started once.
 */
export const createDispatcher = (deps: CreateDeps): Dispatcher => {
  const stopping = new AbortController();
  const stopped = new AbortController();
  const life = { started: false };
  const pump: Pump = createPump(
    () => core,
    (lateMs) => time.look(lateMs),
  );
  const core: Core = createCore(deps, stopping.signal, stopped.signal, () => {
    if (life.started) pump.poke();
  });
  const providerFacts = createProviderFacts(core);
  const replanAll = (): void => {
    placeAll(
      core,
      [...deps.book.entries()].map(({ intent }) => intent.messageId),
    );
    core.notices.changed();
    core.poke();
  };
  const time = watchTime(core, replanAll);
  const subscriptions: (() => void)[] = [followLedger(core)];

  const providersChanged = (): void => {
    providerFacts.refresh();
    core.quotas.follow(allProviders(core));
    // What is left of a rest counts from now, not from the first message.
    for (const provider of allProviders(core)) core.lanes.of(provider);
  };

  const start = async (): Promise<void> => {
    await settleEarlierStarts(core);
    await askAboutLate(core);
    subscriptions.push(
      followBook(core),
      deps.providers.onChange((changed) => {
        providersChanged();
        core.lanes.known(changed)?.resume();
        replanAll();
      }),
      deps.connectivity.subscribe(time.onConnectivity),
    );
    providersChanged();
    life.started = true;
    replanAll();
  };

  let ending: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort(new Error("the dispatcher stops"));
    pump.stop();
    time.stop();
    await endWork(core, pump);
    stopped.abort(new Error("the dispatcher has stopped"));
    providerFacts.stop();
    await Promise.all(core.work);
    for (const unsubscribe of subscriptions) unsubscribe();
    core.notices.stop();
  };

  return {
    start,
    stop: () => (ending ??= stop()),
    wake: time.wake,
    ...createOrders(core),
    ...createDecisions(core),
    waitingOf: (messageId) => waitingOf(core, messageId),
    stateOf: (messageId) => deps.book.get(messageId)?.state ?? null,
    laneStates: () => allProviders(core).map((provider) => core.lanes.of(provider).state()),
    retryLane: (provider) => core.lanes.known(provider)?.resume(),
    breakLane: (provider, code, problem) => core.lanes.known(provider)?.broke(code, problem),
    onChange: core.notices.onChange,
    onWaiting: core.notices.onWaiting,
  };
};

const allProviders = (core: Core): Provider[] => allRoutes.flatMap((route) => providersOf(core, route));

/** What earlier starts left, and what every commit says. */
const followLedger = ({ deps, controls, lanes, quotas }: Core): (() => void) => {
  const kept = deps.ledger.readControls();
  controls.apply(kept);
  lanes.restore(kept);
  return deps.ledger.onAppend((batch: LedgerBatch) => {
    controls.apply(batch.controls);
    quotas.apply(batch);
  });
};

/** Whatever became of a message, it is planned anew. */
const followBook = (core: Core): (() => void) =>
  core.deps.book.onChange((changes) => {
    placeAll(
      core,
      changes.map((change) => change.messageId),
    );
    core.poke();
  });

/** Lets running sends end for a while, then asks them to; every one ends within the abort grace. */
const endWork = async (core: Core, pump: Pump): Promise<void> => {
  const done = pump.idle().then(async () => {
    while (core.work.size > 0) await Promise.all(core.work);
  });
  const grace = new AbortController();
  const graceOver = core.deps.clock.sleep(core.limits.stopGraceMs, grace.signal).catch(() => undefined);
  await Promise.race([done, graceOver]);
  grace.abort(new Error("no longer needed"));
  for (const { call } of core.calls.values()) call.abort("Usher stops");
  const last = new AbortController();
  const lastOver = core.deps.clock.sleep(core.limits.abortGraceMs * 2, last.signal).catch(() => undefined);
  await Promise.race([done, lastOver]);
  last.abort(new Error("no longer needed"));
};

const waitingOf = (core: Core, messageId: string): Waiting | null => {
  const waiting = core.waiting.get(messageId);
  if (waiting !== undefined) return waiting;
  const entry = core.deps.book.get(messageId);
  if (entry?.state.kind !== "queued") return null;
  const route = core.ready.routeOf(messageId);
  if (route === undefined) return { reason: "due", until: null };
  if (isOffline(core, entry.intent.practice)) return { reason: "offline", until: null };
  return core.routeWaiting.get(route) ?? { reason: "due", until: null };
};
