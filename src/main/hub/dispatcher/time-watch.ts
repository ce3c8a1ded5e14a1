import type { Connectivity } from "#hub/ports/index.ts";
import { clockJumpMsOf, runWork, type Core } from "./core.ts";
import { askAboutLate } from "./late.ts";

/** Sleep, waking, jumps of the clock and calls to look again. */
export interface TimeWatch {
  /** Compares the wall clock with the steady one; called at every turn of the pump. `lateMs`: how much too late its timer rang. */
  look(lateMs?: number): void;
  wake(): void;
  onConnectivity(event: Parameters<Parameters<Connectivity["subscribe"]>[0]>[0]): void;
  stop(): void;
}

/** Callers may wake often, for example at each edited guest; looking at 10,000 messages takes some milliseconds. */
const wakeEveryMs = 200;

export const watchTime = (core: Core, replanAll: () => void): TimeWatch => {
  const { clock } = core.deps;
  /** What is late is found before anything is planned, so that nothing of it leaves in between. */
  const askThenReplan = (): void => {
    core.holdBack += 1;
    runWork(core, async () => {
      try {
        await askAboutLate(core);
      } finally {
        core.holdBack -= 1;
      }
      replanAll();
    });
  };
  let cancelWake: (() => void) | undefined;
  let cancelQuiet: (() => void) | undefined;
  const doubt = createDoubt(core, askThenReplan);
  const wake = (): void => {
    if (core.stopping.aborted) return;
    cancelWake ??= clock.setTimer(wakeEveryMs, () => {
      cancelWake = undefined;
      replanAll();
    });
  };
  const look = (lateMs = 0): void => {
    // A steady clock that runs on in sleep shows no jump, but no timer rings meanwhile.
    if (lateMs > core.limits.clockSkewMsMax) slept();
    const jumpMs = clockJumpMsOf(core);
    core.clockOffsetMs += jumpMs;
    if (Math.abs(jumpMs) < core.limits.clockJumpMs) return;
    core.logger.warn("the clock jumped; everything is looked at again", { jumpMs: Math.round(jumpMs) });
    if (jumpMs > 0) endOverdueCalls(core);
    // What a provider said of the time before a sleep says nothing after it, and this may have been one.
    if (Math.abs(jumpMs) > core.limits.clockSkewMsMax) {
      core.deps.clockSlept?.();
      doubt.begin();
    }
    replanAll();
  };
  const slept = (): void => {
    core.deps.clockSlept?.();
    endOverdueCalls(core);
    askThenReplan();
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
        doubt.end();
      }
      if (event === "resume" || event === "online") askThenReplan();
      replanAll();
    },
    stop: () => {
      cancelWake?.();
      cancelQuiet?.();
      doubt.end();
    },
  };
};

/** Sleep, or somebody setting the time? For a while nothing is decided by such a clock; `over` says what is done then. */
const createDoubt = (core: Core, over: () => void): { begin(): void; end(): void } => {
  let cancel: (() => void) | undefined;
  const { clock } = core.deps;
  return {
    begin: () => {
      core.doubtClockUntil = clock.monotonic() + core.limits.clockSettleMs;
      cancel?.();
      cancel = clock.setTimer(core.limits.clockSettleMs, () => {
        // A timer may ring a little before the clock says so.
        core.doubtClockUntil = 0;
        over();
      });
    },
    end: () => {
      core.doubtClockUntil = 0;
      cancel?.();
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
