import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWatchable } from "../bridge/watchable.ts";
import type { BridgeState } from "../bridge/index.ts";
import { createSlots, lingerMs, type SlotState } from "./slots.ts";

const lastOf = (_: number | undefined, frames: readonly number[]): number | undefined => frames.at(-1);

/** A stream that the test feeds, and that says when its reader went away. */
const createFeed = () => {
  const waiting: number[] = [];
  let wake: (() => void) | undefined;
  let isOver = false;
  const feed = {
    opened: 0,
    aborted: 0,
    push: (...frames: readonly number[]): void => {
      waiting.push(...frames);
      wake?.();
    },
    end: (): void => {
      isOver = true;
      wake?.();
    },
    open: async (signal: AbortSignal): Promise<AsyncIterable<number>> => {
      feed.opened += 1;
      isOver = false;
      signal.addEventListener("abort", () => {
        feed.aborted += 1;
        wake?.();
      });
      return read(signal);
    },
  };
  async function* read(signal: AbortSignal): AsyncGenerator<number> {
    while (!signal.aborted && !isOver) {
      const next = waiting.shift();
      if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else yield next;
    }
  }
  return feed;
};

/** Painted frames, when the test says so. */
const createPainter = () => {
  const due: (() => void)[] = [];
  return {
    schedule: (run: () => void) => void due.push(run),
    count: () => due.length,
    paint: () => {
      for (const run of due.splice(0)) run();
    },
  };
};

/** Lets promises that are due settle. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const setUp = () => {
  const bridge = createWatchable<BridgeState>("live");
  const painter = createPainter();
  const slots = createSlots(bridge, painter.schedule);
  const feed = createFeed();
  const states: SlotState<number>[] = [];
  slots.store<number>("key").subscribe((state) => void states.push(state));
  return { bridge, painter, slots, feed, states, retain: () => slots.retain("key", feed.open, lastOf) };
};

describe("a live slot", () => {
  it("opens one subscription for any number of readers, and closes it a little after the last one left", async () => {
    const { feed, retain } = setUp();
    const release = [retain(), retain()];
    await settle();
    expect(feed.opened).toBe(1);
    for (const one of release) one();
    await vi.advanceTimersByTimeAsync(lingerMs - 1);
    expect(feed.aborted).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(feed.aborted).toBe(1);
  });

  it("is found alive by a reader who comes back in time, and releasing twice counts once", async () => {
    const { feed, retain } = setUp();
    const first = retain();
    await settle();
    const second = retain();
    first();
    first();
    await vi.advanceTimersByTimeAsync(lingerMs);
    expect(feed.aborted).toBe(0);
    second();
    await vi.advanceTimersByTimeAsync(lingerMs - 1);
    retain();
    await vi.advanceTimersByTimeAsync(lingerMs);
    expect(feed).toMatchObject({ opened: 1, aborted: 0 });
  });

  it("writes the store once per painted frame, however many frames came", async () => {
    const { feed, painter, states, retain } = setUp();
    retain();
    await settle();
    feed.push(1, 2, 3);
    await settle();
    expect(painter.count()).toBe(1);
    expect(states).toHaveLength(0);
    painter.paint();
    expect(states).toEqual([{ status: "live", value: 3, problem: undefined }]);
  });

  it("keeps its data while the bridge is away, calls it stale, and opens again once it is back", async () => {
    const { bridge, feed, painter, states, retain } = setUp();
    retain();
    await settle();
    feed.push(7);
    await settle();
    painter.paint();
    bridge.set("lost");
    feed.end();
    await settle();
    expect(states.at(-1)).toMatchObject({ status: "stale", value: 7 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(feed.opened).toBe(1);
    bridge.set("live");
    await settle();
    expect(feed.opened).toBe(2);
    feed.push(8);
    await settle();
    painter.paint();
    expect(states.at(-1)).toMatchObject({ status: "live", value: 8 });
  });

  it("says why it was refused, and tries again later each time", async () => {
    const { slots, states } = setUp();
    let tries = 0;
    slots.retain(
      "key",
      () => {
        tries += 1;
        return Promise.reject(new Error("no"));
      },
      lastOf,
    );
    await settle();
    expect(states.at(-1)).toMatchObject({ status: "error", problem: { code: "unexpected" } });
    await vi.advanceTimersByTimeAsync(499);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toBe(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(tries).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toBe(3);
  });
});
