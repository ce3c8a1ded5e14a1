import type { Clock } from "#hub/ports/index.ts";

export interface ManualClock extends Clock {
  /** Lets `ms` pass: due timers run in order of time, and what they await runs in between. */
  advance(ms: number): Promise<void>;
  pendingTimers(): number;
}

/** Time that stands still until a test moves it. */
export const createManualClock = (startAt = 1_780_000_000_000): ManualClock => {
  let now = startAt;
  let serial = 0;
  const timers = new Map<number, { readonly at: number; readonly task: () => void }>();
  const setTimer = (delayMs: number, task: () => void): (() => void) => {
    const id = (serial += 1);
    timers.set(id, { at: now + Math.max(0, delayMs), task });
    return () => void timers.delete(id);
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    now: () => now,
    monotonic: () => now,
    setTimer,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const abort = (): void => {
          cancel();
          reject(signal?.reason as Error);
        };
        const cancel = setTimer(delayMs, () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        });
        signal?.addEventListener("abort", abort, { once: true });
      }),
    advance: async (ms) => {
      const until = now + ms;
      await settle();
      for (;;) {
        const [id, due] = [...timers].filter(([, timer]) => timer.at <= until).sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (id === undefined || due === undefined) break;
        timers.delete(id);
        now = Math.max(now, due.at);
        due.task();
        await settle();
      }
      now = until;
    },
    pendingTimers: () => timers.size,
  };
};
