import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Problem } from "#shared/problem.ts";
import { useConnection } from "./bridge-context.tsx";
import { foldListFrames, type ListFrame, type LiveWindow } from "./list-frames.ts";
import type { FoldFrames, OpenStream, SlotState, SlotStatus } from "./slots.ts";

export interface LiveValue<Value> {
  readonly status: SlotStatus;
  readonly value: Value | undefined;
  readonly problem: Problem | undefined;
}

export interface LiveList<Row extends { readonly id: string }> {
  readonly status: SlotStatus;
  readonly problem: Problem | undefined;
  /** All matches, not only the window. */
  readonly total: number;
  readonly offset: number;
  readonly ids: readonly string[];
  readonly byId: ReadonlyMap<string, Row>;
}

const lastFrame = <Value>(_: Value | undefined, frames: readonly Value[]): Value | undefined => frames.at(-1);
const nothing: ReadonlyMap<string, never> = new Map<string, never>();

/** One live value. Readers of the same `key` share one subscription; `open` is read when the slot opens. */
export const useLiveValue = <Value>(key: string, open: OpenStream<Value>): LiveValue<Value> => useSlot<Value, Value>(key, open, lastFrame);

/** One window of a live list; the key must name the view and the window. */
export const useLiveList = <Row extends { readonly id: string }>(key: string, open: OpenStream<ListFrame<Row>>): LiveList<Row> => {
  const { status, value, problem } = useSlot<ListFrame<Row>, LiveWindow<Row>>(key, open, foldListFrames);
  return { status, problem, total: value?.total ?? 0, offset: value?.offset ?? 0, ids: value?.ids ?? [], byId: value?.byId ?? nothing };
};

const useSlot = <Frame, Value>(key: string, open: OpenStream<Frame>, fold: FoldFrames<Frame, Value>): SlotState<Value> => {
  const { slots } = useConnection();
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => slots.retain(key, (signal) => latest.current(signal), fold), [slots, key, fold]);
  return useStore(slots.store<Value>(key));
};
