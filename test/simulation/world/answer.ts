import type { SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import { outcomes, type Desk, type FarEndKind } from "./desk.ts";
import { never, type World } from "./world.ts";

interface Inside {
  readonly far: Pick<FarEndKind, "weather" | "script">;
  readonly world: World;
  readonly desk: Desk;
}

/** Every way in which one call can end. `after`: it had been taken. Each is also enumerated by the small case (F3). */
export const faults = [
  "none",
  "request-lost",
  "answer-lost",
  "hangs",
  "hangs-after",
  "never-ends",
  "never-ends-after",
  "storm",
  "unavailable",
  "slow-down",
  "late-answer",
  "error-before",
  "error-after",
  "no-such-address",
  "bad-content",
  "not-by-this-account",
  "throws",
  "throws-after",
  "refused-key",
] as const;
export type Fault = (typeof faults)[number];

/** Relative likelihoods; what is rare in life and ends a message for good is rare here too. */
const likelihoods: readonly (readonly [Fault, number])[] = [
  ["request-lost", 10],
  ["answer-lost", 20],
  ["hangs", 5],
  ["hangs-after", 5],
  ["never-ends", 5],
  ["never-ends-after", 5],
  ["storm", 10],
  ["unavailable", 10],
  ["slow-down", 10],
  ["late-answer", 10],
  ["error-before", 4],
  ["error-after", 4],
  ["no-such-address", 2],
  ["bad-content", 1],
  ["not-by-this-account", 2],
  ["throws", 1],
  ["throws-after", 1],
];
const total = likelihoods.reduce((sum, [, weight]) => sum + weight, 0);

const drawFault = (world: World): Fault => {
  let left = world.random.next() * total;
  for (const [fault, weight] of likelihoods) if ((left -= weight) < 0) return fault;
  return "none";
};

const faultNow = ({ far, world }: Inside): Fault => {
  const scripted = far.script?.shift();
  if (scripted !== undefined) return scripted;
  const at = world.clock.monotonic();
  const weather = far.weather.find(({ from, to }) => at >= from && at < to)?.kind;
  if (weather === "refused") return "refused-key";
  if (weather === "storm" && world.happens(0.7)) return "storm";
  if (weather === "outage")
    return world.pick(["unavailable", "unavailable", "error-before", "error-after", "request-lost"] as const) ?? "unavailable";
  return world.happens(world.faultShare) ? drawFault(world) : "none";
};

/** One call: it travels, then something may happen to it. */
export const answer = async (request: SendRequest, signal: AbortSignal, inside: Inside): Promise<SendOutcome> => {
  const { world } = inside;
  await world.clock.sleep(20 + world.random.next() * 500);
  const fault = faultNow(inside);
  if (fault !== "none") world.trace.note(`${request.attemptId} meets ${fault}`);
  return await answerWith(fault, request, signal, inside);
};

/** What the hub hears when this happens to its call. Exhaustive. */
export const answerWith = async (
  fault: Fault,
  request: SendRequest,
  signal: AbortSignal,
  { world, desk }: Inside,
): Promise<SendOutcome> => {
  const untilTold = (): Promise<void> =>
    signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  const hang = async (): Promise<SendOutcome> => {
    await untilTold();
    return outcomes.unknown("aborted");
  };
  switch (fault) {
    case "none":
      return desk.take(request);
    case "request-lost":
      return outcomes.unknown("request-lost");
    case "answer-lost":
      desk.take(request);
      return outcomes.unknown("answer-lost");
    case "hangs":
      return await hang();
    case "hangs-after":
      desk.take(request);
      return await hang();
    case "never-ends":
      return await never();
    case "never-ends-after":
      desk.take(request);
      return await never();
    case "storm":
      return deferred("lane", "rate-limited", Math.round(1_000 + world.random.next() * 19_000));
    case "unavailable":
      return deferred("lane", "unavailable", null);
    case "slow-down":
      return deferred("message", "slow-down", null);
    case "late-answer":
      // After we have stopped listening.
      await world.clock.sleep(60_000);
      return desk.take(request);
    case "error-before":
      return outcomes.unknown("server-error");
    case "error-after":
      desk.take(request);
      return outcomes.unknown("server-error");
    case "no-such-address":
      return desk.refuseAddress(request);
    case "bad-content":
      return outcomes.refused("message", "content");
    case "not-by-this-account":
      return desk.refuseToCarry(request);
    case "throws":
      throw new Error("a bug of the provider's module, before it sent");
    case "throws-after":
      desk.take(request);
      throw new Error("a bug of the provider's module, after it sent");
    case "refused-key":
      return {
        kind: "broken-lane",
        code: "key-refused",
        problem: { code: "key-refused", sentence: "The key is refused.", nextStep: "Enter a new one." },
      };
  }
};

const deferred = (scope: "message" | "lane", code: string, retryAfterMs: number | null): SendOutcome => ({
  kind: "deferred",
  scope,
  code,
  detail: "",
  retryAfterMs,
});
