/**
 * Messages by the time at which somebody has to look at them. A binary heap with lazy removal: setting and removing
 * cost O(log n), and a message is in it at most once.
 */
export interface DueQueue {
  /** Replaces the earlier time. */
  set(messageId: string, at: number): void;
  remove(messageId: string): void;
  /** Removes and returns everything that is due, earliest first, at most `limit`. */
  takeDue(now: number, limit: number): string[];
  nextAt(): number | undefined;
  size(): number;
}

interface Entry {
  readonly messageId: string;
  readonly at: number;
  readonly serial: number;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.serial < b.serial);

export const createDueQueue = (): DueQueue => {
  const heap: Entry[] = [];
  const current = new Map<string, Entry>();
  let serial = 0;

  const top = (): Entry | undefined => {
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      if (current.get(first.messageId) === first) return first;
      popTop(heap);
    }
    return undefined;
  };

  return {
    set: (messageId, at) => {
      if (current.get(messageId)?.at === at) return;
      const entry = { messageId, at, serial: (serial += 1) };
      current.set(messageId, entry);
      push(heap, entry);
    },
    remove: (messageId) => void current.delete(messageId),
    takeDue: (now, limit) => {
      const due: string[] = [];
      for (let first = top(); first !== undefined && first.at <= now && due.length < limit; first = top()) {
        popTop(heap);
        current.delete(first.messageId);
        due.push(first.messageId);
      }
      return due;
    },
    nextAt: () => top()?.at,
    size: () => current.size,
  };
};

const push = (heap: Entry[], entry: Entry): void => {
  let index = heap.length;
  heap.push(entry);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = entry;
};

const popTop = (heap: Entry[]): void => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    const smaller = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
    if (smaller === undefined || !isBefore(smaller, last)) break;
    heap[index] = smaller;
    index = smaller === left ? 2 * index + 1 : 2 * index + 2;
  }
  heap[index] = last;
};
