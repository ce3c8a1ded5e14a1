/** Time comes only from here. `now` is wall-clock milliseconds; it may jump (sleep, user, DST never). */
export interface Clock {
  now(): number;
  /** Milliseconds that never go back; for durations only. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`; the returned function cancels it. Timers are hints: re-check `now()`. */
  setTimer(delayMs: number, task: () => void): () => void;
  /**
   * The same as soon as `now()` has gone on by `delayMs`, which may be a millisecond earlier by the steady clock: for what people wait
   * for. Costs up to two milliseconds of turns of the event loop.
   */
  setPreciseTimer(delayMs: number, task: () => void): () => void;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
