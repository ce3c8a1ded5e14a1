import type { Clock } from "#hub/ports/index.ts";

/** Tells listeners about changes, gathered so that a burst is one call per turn. */
export interface Notices {
  changed(): void;
  waitingChanged(messageIds: Iterable<string>): void;
  onChange(listener: () => void): () => void;
  onWaiting(listener: (messageIds: readonly string[]) => void): () => void;
  stop(): void;
}

export const createNotices = (clock: Clock): Notices => {
  const changeListeners = new Set<() => void>();
  const waitingListeners = new Set<(messageIds: readonly string[]) => void>();
  const waiting = new Set<string>();
  let cancelTimer: (() => void) | undefined;
  const tell = (): void => {
    cancelTimer = undefined;
    const ids = [...waiting];
    waiting.clear();
    if (ids.length > 0) for (const listener of waitingListeners) listener(ids);
    for (const listener of changeListeners) listener();
  };
  const changed = (): void => {
    if (changeListeners.size + waitingListeners.size > 0) cancelTimer ??= clock.setTimer(0, tell);
  };
  return {
    changed,
    waitingChanged: (messageIds) => {
      if (waitingListeners.size === 0) return;
      for (const id of messageIds) waiting.add(id);
      if (waiting.size > 0) changed();
    },
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onWaiting: (listener) => {
      waitingListeners.add(listener);
      return () => waitingListeners.delete(listener);
    },
    stop: () => {
      cancelTimer?.();
      cancelTimer = undefined;
    },
  };
};
