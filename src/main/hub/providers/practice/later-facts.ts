import type { Clock, Random } from "#hub/ports/index.ts";
import type { ProviderFact } from "../contract.ts";
import type { PracticeBehaviour } from "./behaviour.ts";
import type { BookEntry } from "./books.ts";
import type { LaterFact } from "./fate.ts";

export interface LaterFacts {
  /** States the facts one after the other; each arms the next, so a message never holds more than one timer. */
  follow(entry: BookEntry, later: readonly LaterFact[]): void;
  subscribe(listener: (fact: ProviderFact) => void): () => void;
  stop(): void;
}

/** Practice mode's webhooks: facts come later, sometimes twice, to whoever listens at that moment. */
export const createLaterFacts = (clock: Clock, random: Random, behaviour: () => PracticeBehaviour): LaterFacts => {
  const listeners = new Set<(fact: ProviderFact) => void>();
  const timers = new Set<() => void>();
  let stopped = false;

  const state = (entry: BookEntry, { kind, code, detail }: LaterFact): void => {
    const { messageId, attemptId, providerMessageId } = entry;
    const eventId = `${providerMessageId}-${kind}`;
    const fact = { eventId, attemptId, messageId, kind, providerMessageId, at: clock.now(), code, detail };
    for (const listener of listeners) listener(fact);
  };

  const follow = (entry: BookEntry, later: readonly LaterFact[]): void => {
    const [next, ...rest] = later;
    if (next === undefined || stopped) return;
    const cancel = clock.setTimer(next.afterMs / behaviour().speed, () => {
      timers.delete(cancel);
      entry.latest = next.kind;
      state(entry, next);
      if (random.next() < behaviour().repeatedFactShare) state(entry, next);
      follow(entry, rest);
    });
    timers.add(cancel);
  };

  return {
    follow,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
      listeners.clear();
    },
  };
};
