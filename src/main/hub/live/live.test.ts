import { describe, expect, it } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { liveList, liveValue, type ListWindow } from "./index.ts";

const cell = <Value>(first: Value) => {
  const listeners = new Set<() => void>();
  let value = first;
  return {
    read: () => value,
    subscribe: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    set: (next: Value) => {
      value = next;
      for (const listener of listeners) listener();
    },
    readers: () => listeners.size,
  };
};

describe("liveValue", () => {
  it("says the value at once and again after a change, but never twice the same", async () => {
    const clock = createVirtualClock();
    const source = cell(1);
    const frames = liveValue(source, clock);
    expect((await frames.next()).value).toBe(1);
    const second = frames.next();
    await clock.advance(100);
    source.set(1);
    await clock.advance(100);
    source.set(2);
    await clock.advance(100);
    expect((await second).value).toBe(2);
    await frames.return();
    expect(source.readers()).toBe(0);
  });

  it("gathers changes that come faster than ten a second", async () => {
    const clock = createVirtualClock();
    const source = cell(0);
    const frames = liveValue(source, clock);
    await frames.next();
    const next = frames.next();
    for (let value = 1; value <= 50; value += 1) source.set(value);
    await clock.advance(100);
    expect((await next).value).toBe(50);
    await frames.return();
  });

  it("ends when its reader aborts, even while it waits", async () => {
    const clock = createVirtualClock();
    const source = cell(0);
    const abort = new AbortController();
    const frames = liveValue(source, clock, abort.signal);
    await frames.next();
    const end = frames.next();
    await clock.advance(100);
    abort.abort();
    expect((await end).done).toBe(true);
    expect(source.readers()).toBe(0);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe("liveList", () => {
  const row = (id: string, text: string) => ({ id, text });
  const rows = Array.from({ length: 10 }, (_, index) => row(`r${index}`, "a"));

  it("sends a snapshot first, then only the changed rows", async () => {
    const clock = createVirtualClock();
    const source = cell<ListWindow<{ id: string; text: string }>>({ total: 10, offset: 0, rows });
    const frames = liveList(source, clock);
    expect((await frames.next()).value).toMatchObject({ type: "snapshot", revision: 1, total: 10 });
    const next = frames.next();
    source.set({ total: 11, offset: 0, rows: rows.with(3, row("r3", "b")) });
    await clock.advance(100);
    expect((await next).value).toEqual({ type: "patch", revision: 2, total: 11, upsert: [row("r3", "b")] });
    await frames.return();
  });

  it("tells a new order, and sends a snapshot when most has changed", async () => {
    const clock = createVirtualClock();
    const source = cell<ListWindow<{ id: string; text: string }>>({ total: 10, offset: 0, rows });
    const frames = liveList(source, clock);
    await frames.next();
    const second = frames.next();
    source.set({ total: 10, offset: 0, rows: rows.toReversed() });
    await clock.advance(100);
    expect((await second).value).toMatchObject({ type: "patch", order: rows.map(({ id }) => id).toReversed(), upsert: [] });
    const third = frames.next();
    source.set({ total: 10, offset: 0, rows: rows.map(({ id }) => row(id, "c")) });
    await clock.advance(100);
    expect((await third).value).toMatchObject({ type: "snapshot", revision: 3 });
    await frames.return();
  });
});
