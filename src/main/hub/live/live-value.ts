import type { Clock } from "#hub/ports/index.ts";

/** Frames of one subscription come at most this often: ten a second are smooth to read and cost little to draw. */
export const frameMsMin = 100;

export interface LiveSource<Value> {
  /** The value as it is now. Called once at the start and after changes, never twice at the same time. */
  read(): Value | Promise<Value>;
  /** Calls `changed` after anything that `read` looks at may have changed; answers the unsubscribe. */
  subscribe(changed: () => void): () => void;
}

/**
 * Turns a readable, changing source into frames: the first at once, the next ones when something changed, at most one per
 * `frameMsMin`, and never one that says what the last one said. Ends on `signal`, or when the reader stops reading.
 */
export async function* liveValue<Value>(source: LiveSource<Value>, clock: Clock, signal?: AbortSignal): AsyncGenerator<Value, void, void> {
  let dirty = true;
  let wake: (() => void) | undefined;
  const unsubscribe = source.subscribe(() => {
    dirty = true;
    wake?.();
  });
  const onAbort = (): void => wake?.();
  signal?.addEventListener("abort", onAbort, { once: true });
  let told: string | undefined;
  try {
    while (signal?.aborted !== true) {
      if (!dirty) {
        await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
        continue;
      }
      dirty = false;
      const value = await source.read();
      const text = JSON.stringify(value);
      if (text !== told) {
        told = text;
        yield value;
      }
      await clock.sleep(frameMsMin, signal).catch(() => undefined);
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener("abort", onAbort);
  }
}
