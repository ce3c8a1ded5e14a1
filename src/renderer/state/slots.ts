import { createStore, type StoreApi } from "zustand/vanilla";
import type { Problem } from "#shared/problem.ts";
import type { BridgeState, Watchable } from "../bridge/index.ts";
import { problemOf } from "./problem-of.ts";

export type SlotStatus = "loading" | "live" | "stale" | "error";
export interface SlotState<Value> {
  readonly status: SlotStatus;
  readonly value: Value | undefined;
  readonly problem: Problem | undefined;
}
export type OpenStream<Frame> = (signal: AbortSignal) => Promise<AsyncIterable<Frame>>;
/** Folds frames that came within one painted frame into the value. `fresh`: the first frames of a (re)opened stream. */
export type FoldFrames<Frame, Value> = (value: Value | undefined, frames: readonly Frame[], fresh: boolean) => Value | undefined;

/** A slot outlives its last reader a little, so that going back to a list finds it alive. */
export const lingerMs = 2_000;
/** A stream that ended while the bridge lives is opened again, not in a tight loop. */
const reopenMsMin = 500;
const reopenMsMax = 8_000;

/**
 * Live slots: one subscription per key for any number of readers. States of a slot: loading -> live <-> stale (stream or bridge gone,
 * data kept) ; error when opening was refused. Frames are applied at most once per painted frame.
 */
export interface Slots {
  store<Value>(key: string): StoreApi<SlotState<Value>>;
  retain<Frame, Value>(key: string, open: OpenStream<Frame>, fold: FoldFrames<Frame, Value>): () => void;
}

interface Slot {
  readonly store: StoreApi<SlotState<unknown>>;
  readers: number;
  abort: AbortController | undefined;
  linger: ReturnType<typeof setTimeout> | undefined;
}

export const createSlots = (bridge: Watchable<BridgeState>, schedule: (run: () => void) => void = nextFrame): Slots => {
  const slots = new Map<string, Slot>();
  const slotOf = (key: string): Slot => {
    const known = slots.get(key);
    if (known !== undefined) return known;
    const store = createStore<SlotState<unknown>>(() => ({ status: "loading", value: undefined, problem: undefined }));
    const slot: Slot = { store, readers: 0, abort: undefined, linger: undefined };
    slots.set(key, slot);
    return slot;
  };
  const release = (key: string, slot: Slot): void => {
    slot.readers -= 1;
    if (slot.readers > 0) return;
    slot.linger = setTimeout(() => {
      slot.abort?.abort();
      slots.delete(key);
    }, lingerMs);
  };
  return {
    store: <Value>(key: string) => slotOf(key).store as StoreApi<SlotState<Value>>,
    retain: (key, open, fold) => {
      const slot = slotOf(key);
      slot.readers += 1;
      clearTimeout(slot.linger);
      if (slot.abort === undefined) {
        slot.abort = new AbortController();
        void follow(slot.store, bridge, open, fold as FoldFrames<unknown, unknown>, slot.abort.signal, schedule);
      }
      let held = true;
      return () => {
        if (held) release(key, slot);
        held = false;
      };
    },
  };
};

const follow = async <Frame>(
  store: StoreApi<SlotState<unknown>>,
  bridge: Watchable<BridgeState>,
  open: OpenStream<Frame>,
  fold: FoldFrames<Frame, unknown>,
  signal: AbortSignal,
  schedule: (run: () => void) => void,
): Promise<void> => {
  let failures = 0;
  while (!signal.aborted) {
    await untilLive(bridge, signal);
    if (signal.aborted) return;
    try {
      await readStream(store, await open(signal), fold, signal, schedule, () => (failures = 0));
      markStale(store);
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      if (bridge.current() !== "live" || problem.code === "not-connected") markStale(store);
      else store.setState({ status: "error", problem });
    }
    await pause(Math.min(reopenMsMax, reopenMsMin * 2 ** failures), signal);
    failures += 1;
  }
};

const readStream = async <Frame>(
  store: StoreApi<SlotState<unknown>>,
  frames: AsyncIterable<Frame>,
  fold: FoldFrames<Frame, unknown>,
  signal: AbortSignal,
  schedule: (run: () => void) => void,
  onFrame: () => void,
): Promise<void> => {
  let queued: Frame[] = [];
  let fresh = true;
  const flush = (): void => {
    const batch = queued;
    queued = [];
    if (signal.aborted || batch.length === 0) return;
    store.setState({ status: "live", value: fold(store.getState().value, batch, fresh), problem: undefined });
    fresh = false;
  };
  for await (const frame of frames) {
    onFrame();
    queued.push(frame);
    if (queued.length === 1) schedule(flush);
  }
  flush();
};

const markStale = (store: StoreApi<SlotState<unknown>>): void => {
  if (store.getState().value !== undefined) store.setState({ status: "stale" });
};

/** Hidden windows paint no frames, but their data goes on. */
const nextFrame = (run: () => void): void => {
  if (document.hidden) setTimeout(run, 50);
  else requestAnimationFrame(run);
};

const untilLive = (bridge: Watchable<BridgeState>, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (bridge.current() === "live" || signal.aborted) resolve();
  };
  const unsubscribe = bridge.subscribe(look);
  signal.addEventListener("abort", look, { once: true });
  look();
  return promise.finally(() => {
    unsubscribe();
    signal.removeEventListener("abort", look);
  });
};

const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = (): void => resolve();
  signal.addEventListener("abort", stop, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  });
};
