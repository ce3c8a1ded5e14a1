import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Clock } from "#hub/ports/index.ts";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { approvalOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { dispatchRate, intentsOf, withoutJournal } from "./dispatch-rate.ts";
import { startFarEnd } from "./far-end.ts";
import { percentile, type Measure } from "./measure.ts";

const messages = 5_000;
const enqueued = 10_000;
/** Pairs of a run with the journal and one without, in turn; the median of their ratios counts. */
const pairs = 5;
/** Faster than any provider: what remains is our own work, the disk and the loopback device. */
const freeRate: Provider["rate"] = { perSecond: 1_000_000, burst: 1_000, concurrency: 64 };

/** Takes everything at once: what remains is our own work and the disk. */
const instantProvider: Provider = {
  id: "practice-email",
  channel: "email",
  keyed: true,
  keyLifeMs: 24 * 3_600_000,
  rate: freeRate,
  send: () => Promise.resolve({ kind: "accepted", providerMessageId: "instant", detail: "" }),
  test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
  stop: () => Promise.resolve(),
};

const open = (clock: Clock): Ledger => openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });

const enqueueMs = async (clock: Clock): Promise<number> => {
  const ledger = open(clock);
  const intents = intentsOf(enqueued, clock.now(), true);
  const startedAt = clock.monotonic();
  await ledger.approve(approvalOf(intents));
  const ms = clock.monotonic() - startedAt;
  await ledger.close();
  return ms;
};

const median = (values: readonly number[]): number => percentile(values, 50);

interface Rates {
  readonly journalled: number;
  readonly bare: number;
  readonly ratio: number;
}

/** The same loop with and without its journal, in turn, since a shared machine stutters. */
const compare = async (clock: Clock, provider: Provider): Promise<Rates> => {
  const run = (ledger: Ledger): Promise<number> => dispatchRate({ clock, ledger, provider, messages });
  // The first run warms the compiler up and counts for neither side.
  await run(open(clock));
  const rates: { journalled: number; bare: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    rates.push({ journalled: await run(open(clock)), bare: await run(withoutJournal(open(clock), clock)) });
  }
  return {
    journalled: median(rates.map((one) => one.journalled)),
    bare: median(rates.map((one) => one.bare)),
    ratio: median(rates.map((one) => one.journalled / one.bare)),
  };
};

const overLoopback = async (clock: Clock): Promise<Rates> => {
  const farEnd = await startFarEnd();
  const provider = createResendProvider({
    apiKey: "re_bench",
    from: "us@example.org",
    http: createNodeHttp(),
    clock,
    baseUrl: farEnd.url,
    rate: freeRate,
  });
  try {
    return await compare(clock, provider);
  } finally {
    await provider.stop();
    await farEnd.stop();
  }
};

/** How fast approving and sending are when no provider slows them down. */
export const dispatchRows = async (): Promise<Measure[]> => {
  const clock = createSystemClock();
  const loopback = await overLoopback(clock);
  const inProcess = await compare(clock, instantProvider);
  const rate = (name: string, value: number, budget: number | null = null): Measure => ({
    name,
    value,
    unit: "messages/s",
    budget,
    higherIsBetter: true,
  });
  return [
    {
      name: "enqueue 10,000 messages",
      value: median([await enqueueMs(clock), await enqueueMs(clock), await enqueueMs(clock)]),
      unit: "ms",
      budget: 250,
    },
    rate("dispatch over loopback HTTP, durable journal", loopback.journalled, 1_000),
    rate("dispatch over loopback HTTP, no journal", loopback.bare),
    { name: "dispatch over loopback HTTP, journal to none", value: loopback.ratio, unit: "x", budget: 0.7, higherIsBetter: true },
    // No provider is that near: every microsecond of the journal shows. For comparison only.
    rate("dispatch in process, durable journal", inProcess.journalled),
    rate("dispatch in process, no journal", inProcess.bare),
    { name: "dispatch in process, journal to none", value: inProcess.ratio, unit: "x", budget: null, higherIsBetter: true },
  ];
};
