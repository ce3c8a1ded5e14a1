import { placeAll } from "./place.ts";
import { isOffline, providersOf, type Core } from "./core.ts";
import { sendBatch } from "./send-batch.ts";

/** Messages planned in one go: about a millisecond. */
const plannedAtOnce = 500;

/** The one loop: plan what is due, send what has room, sleep until something is due. One timer, never two loops. */
export interface Pump {
  poke(): void;
  stop(): void;
  /** Resolves when no turn is running. */
  idle(): Promise<void>;
}

export const createPump = (core: () => Core, onTurn: (lateMs: number) => void): Pump => {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let cancelTimer: (() => void) | undefined;
  /** How much too late the timer rang that began this turn. */
  let lateMs = 0;

  const run = async (): Promise<void> => {
    do {
      again = false;
      onTurn(lateMs);
      lateMs = 0;
      again = (await turn(core())) || again;
    } while (again && !stopped);
  };
  const poke = (): void => {
    again = true;
    if (stopped || running !== undefined) return;
    cancelTimer?.();
    // Whatever else happens in this turn of the event loop joins the same batch.
    running = Promise.resolve()
      .then(run)
      .catch((error: unknown) => core().logger.error("the dispatcher's loop failed and goes on", { reason: String(error) }))
      .then(() => {
        running = undefined;
        arm();
      });
  };
  const arm = (): void => {
    cancelTimer?.();
    if (stopped) return;
    const { deps, limits } = core();
    const now = deps.clock.now();
    const delayMs = Math.min(limits.tickMsMax, Math.max(0, nextAt(core()) - now));
    const ringsAt = deps.clock.monotonic() + delayMs;
    cancelTimer = deps.clock.setPreciseTimer(delayMs, () => {
      lateMs = Math.max(0, deps.clock.monotonic() - ringsAt);
      poke();
    });
  };
  return {
    poke,
    stop: () => {
      stopped = true;
      cancelTimer?.();
    },
    idle: () => running ?? Promise.resolve(),
  };
};

/** Answers whether anything went out, so that there may be more; what has become due meanwhile is planned first. */
const turn = async (core: Core): Promise<boolean> => {
  const { clock } = core.deps;
  for (;;) {
    const due = core.queue.takeDue(clock.now(), plannedAtOnce);
    placeAll(core, due);
    if (due.length < plannedAtOnce) break;
    await clock.sleep(0);
  }
  let progress = false;
  for (const route of core.ready.routes()) {
    if (core.stopping.aborted) return false;
    progress = (await sendBatch(core, route)) || progress;
  }
  return progress;
};

/** When something is due by itself: a message, or room on a lane that messages wait for. */
const nextAt = (core: Core): number => {
  let next = core.queue.nextAt() ?? Infinity;
  for (const route of core.ready.routes()) {
    // The network tells when it is back.
    if (isOffline(core, route.endsWith(":practice"))) continue;
    const urgency = core.ready.urgencyOf(route) ?? "bulk";
    for (const provider of providersOf(core, route)) {
      const lane = core.lanes.of(provider);
      next = Math.min(next, lane.nextRoomAt(urgency) ?? Infinity);
      if (lane.isHealthy() && lane.quotaUntil(urgency) === null) break;
    }
  }
  return next;
};
