import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Clock } from "#hub/ports/index.ts";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import type { Measure } from "./measure.ts";

const messages = 5_000;
const enqueued = 10_000;

/** Takes everything at once: what remains is our own work and the disk. */
const instantProvider: Provider = {
  id: "practice-email",
  channel: "email",
  keyed: true,
  keyLifeMs: 24 * 3_600_000,
  rate: { perSecond: 1_000_000, burst: 1_000, concurrency: 64 },
  send: () => Promise.resolve({ kind: "accepted", providerMessageId: "instant", detail: "" }),
  test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
  stop: () => Promise.resolve(),
};

const intentsOf = (count: number, now: number) => Array.from({ length: count }, (_, index) => intentOf(`guest-${index}`, now));

/** Messages per second from approved to accepted. */
const dispatchRate = async (clock: Clock, ledger: Ledger): Promise<number> => {
  const intents = intentsOf(messages, clock.now());
  await ledger.approve(approvalOf(intents));
  const { dispatcher, book } = await openDispatcher({ clock, providers: [instantProvider], deps: { ledger } });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let open = messages;
  book.onChange((changes) => {
    open -= changes.filter(({ before, after }) => after.state.kind === "accepted" && before?.state.kind !== "accepted").length;
    if (open === 0) resolve();
  });
  const startedAt = clock.monotonic();
  await dispatcher.start();
  await done;
  const seconds = (clock.monotonic() - startedAt) / 1000;
  await dispatcher.stop();
  book.stop();
  await ledger.close();
  return messages / seconds;
};

/** The same ledger whose appends touch no disk: tells what the journal costs. */
const withoutJournal = (ledger: Ledger): Ledger => {
  const listeners = new Set<Parameters<Ledger["onAppend"]>[0]>();
  const none: ReadonlySet<string> = new Set();
  return {
    ...ledger,
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    append: ({ attempts = [], facts = [], controls = [] }) => {
      const batch = { attempts, facts, controls, intents: [], renewed: none };
      for (const listener of listeners) listener(batch);
      return Promise.resolve(batch);
    },
  };
};

const enqueueMs = async (clock: Clock): Promise<number> => {
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const intents = intentsOf(enqueued, clock.now());
  const startedAt = clock.monotonic();
  await ledger.approve(approvalOf(intents));
  const ms = clock.monotonic() - startedAt;
  await ledger.close();
  return ms;
};

/** Of three, because a shared machine stutters. */
const medianEnqueueMs = async (clock: Clock): Promise<number> => {
  const values = [await enqueueMs(clock), await enqueueMs(clock), await enqueueMs(clock)].toSorted((a, b) => a - b);
  return values[1] ?? Infinity;
};

/** How fast approving and sending are when no provider slows them down. */
export const dispatchRows = async (): Promise<Measure[]> => {
  const clock = createSystemClock();
  const open = () => openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const journalled = await dispatchRate(clock, open());
  const bare = await dispatchRate(clock, withoutJournal(open()));
  return [
    { name: "enqueue 10,000 messages", value: await medianEnqueueMs(clock), unit: "ms", budget: 250 },
    { name: "dispatch through the durable journal", value: journalled, unit: "messages/s", budget: 1_000, higherIsBetter: true },
    { name: "dispatch without a journal", value: bare, unit: "messages/s", budget: null, higherIsBetter: true },
  ];
};
