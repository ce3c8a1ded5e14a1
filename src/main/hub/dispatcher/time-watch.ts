import type { Connectivity } from "#hub/ports/index.ts";
import type { Core } from "./core.ts";

/** Sleep, waking, jumps of the clock and calls to look again. */
export interface TimeWatch {
  /** Compares the wall clock with the steady one; called at every timer of the pump. */
  look(): void;
  wake(): void;
  onConnectivity(event: Parameters<Parameters<Connectivity["subscribe"]>[0]>[0]): void;
  stop(): void;
}

/** Callers may wake often, for example at each edited guest; looking at 10,000 messages takes some milliseconds. */
const wakeEveryMs = 200;

export const watchTime = (core: Core, replanAll: () => void): TimeWatch => {
  const { clock } = core.deps;
  let offset = clock.now() - clock.monotonic();
  let cancelWake: (() => void) | undefined;
  let cancelQuiet: (() => void) | undefined;
  const wake = (): void => {
    if (core.stopping.aborted) return;
    cancelWake ??= clock.setTimer(wakeEveryMs, () => {
      cancelWake = undefined;
      replanAll();
    });
  };
  const look = (): void => {
    const jumpMs = clock.now() - clock.monotonic() - offset;
    offset += jumpMs;
    if (Math.abs(jumpMs) < core.limits.clockJumpMs) return;
    core.logger.warn("the clock jumped; everything is looked at again", { jumpMs: Math.round(jumpMs) });
    if (jumpMs > 0) {
      endOverdueCalls(core);
      core.doubtClockUntil = clock.monotonic() + core.limits.clockSettleMs;
    }
    replanAll();
  };
  return {
    look,
    wake,
    onConnectivity: (event) => {
      if (event === "resume") {
        core.deps.clockSlept?.();
        core.quietUntil = clock.monotonic() + core.limits.resumeQuietMs;
        cancelQuiet?.();
        cancelQuiet = clock.setTimer(core.limits.resumeQuietMs, replanAll);
        endOverdueCalls(core);
        look();
      }
      replanAll();
    },
    stop: () => {
      cancelWake?.();
      cancelQuiet?.();
    },
  };
};

/** Timers may have stood still during sleep: a call that is older than its timeout is asked to end (reliability.md 1.7). */
const endOverdueCalls = (core: Core): void => {
  const now = core.deps.clock.now();
  for (const { call } of core.calls.values()) {
    if (now - call.startedAt >= core.limits.callTimeoutMs) call.abort("the computer slept during the call");
  }
};
