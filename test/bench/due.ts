import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Http } from "#hub/ports/index.ts";
import { openLedger } from "#hub/ledger/index.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher, silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { startFarEnd } from "./far-end.ts";
import { percentile, type Measure } from "./measure.ts";

const samples = 300;
/** The first ones warm the compiler and the connection up. */
const warmUps = 20;
/** Long enough that the loop has gone to sleep between two messages; odd, so that they fall anywhere between two ticks. */
const gapMs = 23;
/** Until the first one is due: the dispatcher has started by then. */
const leadMs = 500;

const epochMs = (): number => performance.timeOrigin + performance.now();

/** From the instant at which a message becomes due until its request begins, one message at a time, on an idle hub with its real clock. */
export const dueRows = async (): Promise<Measure[]> => {
  const clock = createSystemClock();
  const farEnd = await startFarEnd();
  const calledAt = new Map<string, number>();
  const http: Http = {
    fetch: (input, init) => {
      const { to } = JSON.parse(init?.body as string) as { to: string | string[] };
      calledAt.set(String(to), epochMs());
      return createNodeHttp().fetch(input, init);
    },
  };
  const rate = { perSecond: 1_000, burst: 100, concurrency: 64 };
  const provider = createResendProvider({ apiKey: "re_bench", from: "us@example.org", http, clock, baseUrl: farEnd.url, rate });
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const now = clock.now();
  const intents = Array.from({ length: samples + warmUps }, (_, index) =>
    intentOf(`guest-${index}`, now, { practice: false, notBefore: now + leadMs + index * gapMs }),
  );
  await ledger.approve(approvalOf(intents));
  const { dispatcher, book } = await openDispatcher({ clock, providers: [provider], deps: { ledger } });
  const done = Promise.withResolvers<void>();
  let open = intents.length;
  book.onChange((changes) => {
    open -= changes.filter(({ after }) => after.state.kind === "accepted").length;
    if (open === 0) done.resolve();
  });
  await dispatcher.start();
  await done.promise;
  await dispatcher.stop();
  await provider.stop();
  book.stop();
  await ledger.close();
  await farEnd.stop();
  const delays = intents.slice(warmUps).map(({ plan: [step], notBefore }) => (calledAt.get(step?.address ?? "") ?? Infinity) - notBefore);
  return [
    { name: "dispatch from due to call, idle, p50", value: percentile(delays, 50), unit: "ms", budget: 2 },
    { name: "dispatch from due to call, idle, p99", value: percentile(delays, 99), unit: "ms", budget: 10 },
  ];
};
