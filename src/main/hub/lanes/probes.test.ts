import { afterEach, describe, expect, it } from "vitest";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider, TestResult } from "#hub/providers/contract.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { seededRandom, silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { createLaneProbes } from "./probes.ts";

const second = 1_000;
const minute = 60 * second;
const refusal = { code: "invalid-key", sentence: "The key is refused.", nextStep: "Enter a new one." };
const outage = { code: "resend-unreachable", sentence: "Resend could not be reached.", nextStep: "Wait." };
const works: TestResult = { ok: true, sentence: "The key works." };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface World {
  online?: boolean;
  stopped?: boolean;
  busy?: boolean;
  /** How long an answer takes; null: none comes. */
  takesMs?: number | null;
  result?: TestResult;
}

/** Questions to one account beside the production dispatcher, which has no message for it. */
const openAsked = async (world: World, given: Partial<Provider> = {}) => {
  const clock = createVirtualClock();
  const asked: number[] = [];
  const running = { now: 0, most: 0 };
  const provider: Provider = {
    ...scriptedProvider("resend"),
    ...given,
    test: async (signal) => {
      asked.push(clock.monotonic());
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      const { takesMs = 40 } = world;
      if (takesMs === null) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      else await clock.sleep(takesMs);
      running.now -= 1;
      return world.result ?? works;
    },
  };
  const { dispatcher, done } = await rehearse({ clock, providers: [provider], approve: false });
  const condition = () => dispatcher.laneStates()[0]?.condition;
  const brokenBy = (): string | null => {
    const now = condition();
    return now?.kind === "broken" ? now.code : null;
  };
  const probes = createLaneProbes({
    providers: () => [provider],
    connectivity: { online: () => world.online ?? true },
    isStopped: () => world.stopped ?? false,
    isBusy: () => world.busy ?? false,
    brokenBy,
    breakLane: dispatcher.breakLane,
    retryLane: dispatcher.retryLane,
    clock,
    random: seededRandom(7),
    logger: silentLogger,
  });
  probes.start();
  const stop = () => done(probes.stop());
  closing.push(stop);
  const kind = (id: ProviderId = "resend") => probes.of(id).kind;
  return { clock, asked, running, dispatcher, condition, probes, kind, stop };
};

describe("a connected account", () => {
  it("is asked every half a minute, never in step, and one question at a time", async () => {
    const { clock, asked, running } = await openAsked({ takesMs: 9 * second });
    await clock.advance(10 * minute);
    // Each distance counts from the answer on.
    expect(asked.length).toBeGreaterThanOrEqual(12);
    expect(asked.length).toBeLessThanOrEqual(20);
    const distances = asked.slice(1).map((at, n) => at - (asked[n] ?? 0));
    expect(new Set(distances).size).toBeGreaterThan(1);
    expect(running.most).toBe(1);
  });

  it("is asked as seldom as its provider wants", async () => {
    const { clock, asked } = await openAsked({}, { probeEveryMs: 5 * minute });
    await clock.advance(30 * minute);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  it("is left alone offline, while all sending is stopped, and while messages are answered anyway", async () => {
    for (const world of [{ online: false }, { stopped: true }, { busy: true }]) {
      const { clock, asked, kind } = await openAsked(world);
      await clock.advance(5 * minute);
      expect([asked.length, kind()]).toEqual([0, "none"]);
    }
  });

  it("is reachable, slow, or unreachable since the first silence", async () => {
    const world: World = {};
    const { clock, kind, probes } = await openAsked(world);
    await clock.advance(10 * second);
    expect(kind()).toBe("reachable");
    world.takesMs = 4 * second;
    await clock.advance(minute);
    expect(kind()).toBe("slow");
    world.result = { ok: false, isPassing: true, problem: outage };
    await clock.advance(minute);
    const first = probes.of("resend");
    await clock.advance(5 * minute);
    const later = probes.of("resend");
    expect([first.kind, later.kind]).toEqual(["unreachable", "unreachable"]);
    expect("since" in first && "since" in later && first.since === later.since && later.at > first.at).toBe(true);
  });

  it("that gives no answer counts as unreachable after ten seconds", async () => {
    const { clock, kind, condition } = await openAsked({ takesMs: null });
    await clock.advance(20 * second);
    expect([kind(), condition()?.kind]).toEqual(["unreachable", "running"]);
  });

  it("whose key is refused is broken before anybody's message meets it, and mended when it works again", async () => {
    const world: World = { result: { ok: false, problem: refusal } };
    const { clock, condition } = await openAsked(world);
    await clock.advance(10 * second);
    expect(condition()).toMatchObject({ kind: "broken", code: "probe-invalid-key", problem: refusal });
    world.result = works;
    await clock.advance(minute);
    expect(condition()?.kind).toBe("probing");
  });

  it("that a message found broken is not mended by a question that goes well", async () => {
    const { clock, condition, dispatcher, asked } = await openAsked({});
    condition();
    dispatcher.breakLane("resend", "sender-refused", refusal);
    await clock.advance(5 * minute);
    expect([asked.length > 5, condition()?.kind]).toEqual([true, "broken"]);
  });

  it("is asked no more once the hub stops, and a question that runs ends", async () => {
    const { clock, asked, stop } = await openAsked({ takesMs: null });
    await clock.advance(8 * second);
    expect(asked.length).toBe(1);
    await stop();
    const before = asked.length;
    await clock.advance(10 * minute);
    expect(asked.length).toBe(before);
  });
});
