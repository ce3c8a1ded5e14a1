import type { Clock } from "#hub/ports/index.ts";
import type { Ledger, LedgerBatch } from "#hub/ledger/index.ts";
import type { Provider } from "#hub/providers/contract.ts";
import type { Attempt, Control, Fact } from "#shared/message/ledger-rows.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { openDispatcher } from "#test/dispatch/open-dispatcher.ts";

export const intentsOf = (count: number, now: number, practice: boolean) =>
  Array.from({ length: count }, (_, index) => intentOf(`guest-${index}`, now, { practice }));

export interface RateRun {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly provider: Provider;
  readonly messages: number;
}

/** Messages per second from approved to accepted. Closes the ledger. */
export const dispatchRate = async ({ clock, ledger, provider, messages }: RateRun): Promise<number> => {
  await ledger.approve(approvalOf(intentsOf(messages, clock.now(), provider.id.startsWith("practice-"))));
  const { dispatcher, book } = await openDispatcher({ clock, providers: [provider], deps: { ledger } });
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

/**
 * The same loop around a ledger whose appends touch no disk: tells what the journal costs. It gathers what comes within one turn as the
 * journal does; otherwise the loop would go round once for each answer, and be slower without its journal than with it.
 */
export const withoutJournal = (ledger: Ledger, clock: Pick<Clock, "sleep">): Ledger => {
  const listeners = new Set<Parameters<Ledger["onAppend"]>[0]>();
  const none: ReadonlySet<string> = new Set();
  let gathering: Promise<LedgerBatch> | undefined;
  const gather = async (rows: Gathered): Promise<LedgerBatch> => {
    await clock.sleep(0);
    gathering = undefined;
    const batch = { ...rows, intents: [], renewed: none };
    for (const listener of listeners) listener(batch);
    return batch;
  };
  let rows: Gathered = { attempts: [], facts: [], controls: [] };
  return {
    ...ledger,
    onAppend: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    append: ({ attempts = [], facts = [], controls = [] }) => {
      if (gathering === undefined) gathering = gather((rows = { attempts: [], facts: [], controls: [] }));
      rows.attempts.push(...attempts);
      rows.facts.push(...facts);
      rows.controls.push(...controls);
      return gathering;
    },
  };
};

interface Gathered {
  readonly attempts: Attempt[];
  readonly facts: Fact[];
  readonly controls: Control[];
}
