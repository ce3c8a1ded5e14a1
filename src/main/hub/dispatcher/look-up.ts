import { provenDelivery } from "#shared/message/delivery-rank.ts";
import type { Attempt, Fact } from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { LookUpOutcome, Provider } from "#hub/providers/contract.ts";
import { isOffline, providersOf, runWork, stampOf, type Core } from "./core.ts";
import { factAboutAttempt } from "./facts.ts";
import { routeOf } from "./ready-line.ts";

/** Look-ups at once: they share the provider's pace with the sending. */
const lookUpsAtOnceMax = 4;

const running = new WeakMap<Core, { count: number }>();

/** Asks the provider about a message in doubt, writes what it says, and places the message again. */
export const lookUpDoubt = (core: Core, entry: BookEntry, attempt: Attempt, place: (messageId: string) => void): void => {
  const { intent } = entry;
  const slots = running.get(core) ?? { count: 0 };
  running.set(core, slots);
  if (core.stopping.aborted) return;
  if (isOffline(core, intent.practice) || slots.count >= lookUpsAtOnceMax) {
    const soonMs = isOffline(core, intent.practice) ? core.limits.tickMsMax : 250;
    core.queue.set(intent.messageId, core.deps.clock.now() + soonMs);
    return;
  }
  slots.count += 1;
  core.busy.add(intent.messageId);
  runWork(core, async () => {
    try {
      const outcome = await ask(core, entry, attempt);
      const fact = factOf(core, attempt, outcome);
      if (fact !== undefined) await core.journal.keep([fact]);
      else if (outcome.kind === "cannot-tell") countUnsure(core, attempt);
    } finally {
      slots.count -= 1;
      core.busy.delete(intent.messageId);
      if (!core.stopping.aborted) place(intent.messageId);
    }
  });
};

const countUnsure = (core: Core, attempt: Attempt): void => {
  const before = core.looks.get(attempt.attemptId);
  core.looks.set(attempt.attemptId, { count: (before?.count ?? 0) + 1, lastAt: core.deps.clock.now() });
};

const factOf = (core: Core, attempt: Attempt, outcome: LookUpOutcome): Fact | undefined => {
  if (outcome.kind === "cannot-tell") return undefined;
  if (outcome.kind === "not-found") return factAboutAttempt(attempt, { kind: "not-found", source: "look-up" }, stampOf(core));
  // What is found was taken, whatever else the provider says about it.
  const kind = provenDelivery(outcome.fact) === undefined ? "accepted" : outcome.fact;
  return factAboutAttempt(
    attempt,
    { kind, source: "look-up", providerMessageId: outcome.providerMessageId, detail: "The provider lists it." },
    stampOf(core),
  );
};

const ask = async (core: Core, entry: BookEntry, attempt: Attempt): Promise<LookUpOutcome> => {
  const { intent } = entry;
  const step = intent.plan[attempt.planIndex];
  const provider = step && providersOf(core, routeOf(step, intent.practice)).find((one) => one.id === attempt.provider);
  if (provider?.lookUp === undefined) return { kind: "cannot-tell", code: "no-look-up" };
  return await askProvider(core, provider, entry, attempt).catch((error: unknown): LookUpOutcome => {
    core.logger.error("a look-up threw, which is a bug", { provider: provider.id, reason: String(error) });
    return { kind: "cannot-tell", code: "internal-error" };
  });
};

const askProvider = async (core: Core, provider: Provider, entry: BookEntry, attempt: Attempt): Promise<LookUpOutcome> => {
  const { intent } = entry;
  const rendered = core.deps.render(intent, attempt.planIndex);
  if (!rendered.ok || rendered.bodySha256 !== attempt.bodySha256) return { kind: "cannot-tell", code: "text-lost" };
  const request = {
    messageId: intent.messageId,
    attemptId: attempt.attemptId,
    idempotencyKey: attempt.idempotencyKey,
    payload: rendered.payload,
    expiresAt: intent.expiresAt,
  };
  const controller = new AbortController();
  const { promise: givenUp, resolve } = Promise.withResolvers<LookUpOutcome>();
  const end = (): void => {
    controller.abort(new Error("the look-up took too long"));
    resolve({ kind: "cannot-tell", code: "timeout" });
  };
  const cancelTimeout = core.deps.clock.setTimer(core.limits.callTimeoutMs, end);
  core.stopping.addEventListener("abort", end, { once: true });
  try {
    const answer = provider.lookUp?.({ request, startedAt: attempt.startedAt }, controller.signal);
    return await Promise.race([answer ?? givenUp, givenUp]);
  } finally {
    cancelTimeout();
    core.stopping.removeEventListener("abort", end);
  }
};
