import type { Watchable } from "./bridge.ts";

/** A Watchable whose owner can set it; listeners hear of real changes only. */
export interface WatchableCell<Value> extends Watchable<Value> {
  set(value: Value): void;
}

export const createWatchable = <Value>(initial: Value): WatchableCell<Value> => {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    current: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of Array.from(listeners)) listener();
    },
  };
};
