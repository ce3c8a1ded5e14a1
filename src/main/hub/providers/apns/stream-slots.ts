/** How many calls a session carries at once. What has no room waits in line here, where it has certainly not been sent. */
export interface StreamSlots {
  /** The release of a slot; undefined when `ending` came before there was one, or the session ended. */
  take(ending: AbortSignal): Promise<(() => void) | undefined>;
  allow(slots: number): void;
  /** Nobody gets a slot any more. */
  end(): void;
}

export const createStreamSlots = (first: number): StreamSlots => {
  let slots = first;
  let taken = 0;
  let isOver = false;
  const line = new Set<(hasSlot: boolean) => void>();
  const release = (): void => {
    taken -= 1;
    serve();
  };
  const serve = (): void => {
    for (const next of line) {
      if (taken >= slots) return;
      line.delete(next);
      taken += 1;
      next(true);
    }
  };
  return {
    take: async (ending) => {
      if (isOver || ending.aborted) return undefined;
      if (taken < slots) {
        taken += 1;
        return onceOnly(release);
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const leave = (): void => {
        if (line.delete(resolve)) resolve(false);
      };
      line.add(resolve);
      ending.addEventListener("abort", leave, { once: true });
      const hasSlot = await promise;
      ending.removeEventListener("abort", leave);
      return hasSlot ? onceOnly(release) : undefined;
    },
    allow: (allowed) => {
      slots = allowed;
      serve();
    },
    end: () => {
      isOver = true;
      for (const next of line) next(false);
      line.clear();
    },
  };
};

const onceOnly = (task: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) task();
    isDone = true;
  };
};
