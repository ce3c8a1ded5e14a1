import type { Mutant, Patch } from "./mutant.ts";

const dispatcher = (file: string, find: string, replace: string): Patch => ({ file: `src/main/hub/dispatcher/${file}.ts`, find, replace });
const message = (file: string, find: string, replace: string): Patch => ({ file: `src/shared/message/${file}.ts`, find, replace });
const ledger = (file: string, find: string, replace: string): Patch => ({ file: `src/main/hub/ledger/${file}.ts`, find, replace });

/** The nine of the plan (reliability.md 2.2, F2). */
export const plannedMutants: readonly Mutant[] = [
  {
    name: "naive-retry",
    story: "What may have gone out is sent again like what certainly did not.",
    patches: [
      dispatcher(
        "outcome",
        'return { kind: "unknown", code: outcome.code, detail: outcome.detail };',
        'return { kind: "deferred", scope: "message", code: outcome.code, detail: outcome.detail, retryAt: world.now + 2_000 };',
      ),
    ],
  },
  {
    name: "no-write-ahead",
    story: "The request leaves while its row is still on the way to the disk.",
    patches: [
      dispatcher(
        "send-batch",
        "await ledger.append({ attempts: prepared.map((one) => one.attempt), facts });\n    return prepared;",
        "void ledger.append({ attempts: prepared.map((one) => one.attempt), facts }).catch(() => undefined);\n    return prepared;",
      ),
    ],
  },
  {
    name: "expiring-claim",
    story: "A claim ends after a minute, as leases do. Planted in the model of the claims table: the real one comes with the sync.",
    patches: [
      {
        file: "test/simulation/world/claims-table.ts",
        find: "const isFree = row === undefined;\n      if (isFree) rows",
        replace: "const isFree = row === undefined || clock.monotonic() - row.at > 60_000;\n      if (isFree) rows",
      },
      {
        file: "test/simulation/world/claims-table.ts",
        find: "return isFree || row.deviceId === deviceId;",
        replace: "return isFree || row?.deviceId === deviceId;",
      },
    ],
  },
  {
    name: "no-claim",
    story: "What the claims answered is not looked at.",
    patches: [
      dispatcher(
        "send-batch",
        "const granted = await core.deps.claims.claim(ids);",
        "await core.deps.claims.claim(ids); const granted = new Set(ids);",
      ),
    ],
  },
  {
    name: "regenerated-key",
    story: "A repeat gets a key of its own.",
    patches: [
      dispatcher(
        "send-batch",
        'idempotencyKey: doubted?.idempotencyKey ?? (provider.keyed ? key() : ""),',
        'idempotencyKey: provider.keyed ? key() + deps.ids.next() : "",',
      ),
    ],
  },
  {
    name: "failover-from-unknown",
    story: "What may be with one provider is given to the next.",
    patches: [
      dispatcher(
        "send-batch",
        'if (state.kind === "unknown") return all.find((one) => one.id === state.attempt.provider) ?? found;',
        'if (state.kind === "unknown") return found;',
      ),
      dispatcher("send-batch", "doubted !== undefined && doubted.provider !== provider.id", "doubted?.provider === undefined && false"),
    ],
  },
  {
    name: "gate-skipped-after-resume",
    story: "After waking, nothing is asked again.",
    patches: [
      dispatcher(
        "send-batch",
        "const step = intent.plan[planIndex];\n  if (step === undefined) throw",
        'if (core.quietUntil > 0) return { kind: "pass" };\n  const step = intent.plan[planIndex];\n  if (step === undefined) throw',
      ),
    ],
  },
  {
    name: "no-dedup",
    story: "Approving a guest's slot again makes another message of it, whatever became of the first.",
    patches: [
      ledger(
        "approve",
        "earlier !== undefined && (earlier.damaged > 0 || !mayBeApprovedAgain(earlier))",
        "earlier !== undefined && !mayBeApprovedAgain(earlier) && false",
      ),
      message(
        "fold",
        "const facts = distinctFacts(rows.facts);\n  return acceptedState",
        "const facts = distinctFacts(rows.facts).filter((fact) => belongsTo(fact, rows, judgeAll(rows, rows.facts)));\n  return acceptedState",
      ),
      message(
        "fold",
        "const judged = judgeAll(rows, facts);\n  const released",
        "const judged = judgeAll(rows, facts).filter((one) => one.attempt.approvalId === rows.intent.approvalId);\n  const released",
      ),
    ],
  },
  {
    name: "restore-rolls-the-ledger-back",
    story: "An older copy of the journal is put in its place, and nobody compares it with what the lists remember.",
    patches: [{ file: "src/main/hub/lost-journal.ts", find: "if (rows === undefined) return true;", replace: "return false;" }],
  },
];

/** Further ones, cheap to plant. */
const further: readonly Mutant[] = [
  {
    name: "doubts-not-settled-at-start",
    story: "What an earlier start left open stays open.",
    patches: [dispatcher("settle", "core.calls.has(state.attempt.attemptId)) continue;", "facts.length === 0) continue;")],
  },
  {
    name: "suppression-ignored",
    story: "An address that must not be written to is written to.",
    patches: [dispatcher("gates", "if (suppression !== null) {", 'if (suppression === "never") {')],
  },
  {
    name: "changed-address-ignored",
    story: "An address that was changed since is written to.",
    patches: [dispatcher("gates", "if (!view.addressIsCurrent(intent, step)) {", "if (!view.addressIsCurrent(intent, step) && false) {")],
  },
  {
    name: "quiet-hours-ignored",
    story: "Guests are written to at night.",
    patches: [dispatcher("gates", "if (!hours.open) return", "if (!hours.open && false) return")],
  },
  {
    name: "full-disk-ignored",
    story: "What could not be written is sent all the same.",
    patches: [dispatcher("send-batch", "() => [one],\n        () => [],", "() => [one],\n        () => [one],")],
  },
  {
    name: "pause-not-durable",
    story: "An order is obeyed at once and written at leisure.",
    patches: [
      dispatcher(
        "orders",
        "await core.deps.ledger.append({ controls });\n    await core.deps.ordered?.(controls);",
        "core.controls.apply(controls);",
      ),
    ],
  },
  {
    name: "order-not-remembered",
    story: "An older copy of the journal that lacks nothing but a stop is taken for the right one.",
    patches: [
      {
        file: "src/main/hub/order-memory.ts",
        find: "control.controlId === controlId) || ledger.stats().damagedOrders > 0;",
        replace: "control.controlId === controlId) || true;",
      },
    ],
  },
  {
    name: "order-between-row-and-request-ignored",
    story: "What became durable together with the attempt is not looked at.",
    patches: [dispatcher("launch", "if (order === null) await send", "if (order !== undefined) await send")],
  },
  {
    name: "wedding-stop-ignored",
    story: "The stop of a wedding holds back nothing.",
    patches: [
      dispatcher(
        "controls",
        "allPaused() || weddingPaused(weddingId) || campaignPaused(campaignId),",
        "allPaused() || campaignPaused(campaignId),",
      ),
    ],
  },
  {
    name: "older-order-ends-a-newer-stop",
    story: "A resume that reaches the disk ends a stop that was pressed after it.",
    patches: [
      dispatcher("controls", "if ((stopped.get(scope) ?? Infinity) <= order) stopped.delete(scope);", "stopped.delete(scope);"),
      dispatcher("orders", "const mine = before.then(task, task);", "const mine = task();"),
    ],
  },
  {
    name: "paused-account-sends",
    story: "A pause of an account by a person is forgotten when something about the account changes.",
    patches: [
      dispatcher("lanes", "const isPaused = (): boolean => deps.pausedSince(id) !== null;", "const isPaused = (): boolean => false;"),
      dispatcher("launch", "if (core.controls.lanePausedSince(id) !== null)", "if (false)"),
    ],
  },
  {
    name: "refused-by-one-account-ends-it",
    story: "What one account cannot write to is asked of the same account again.",
    patches: [dispatcher("core", "return !state.notBy.includes(provider.id) && (step", "return (step")],
  },
  {
    name: "retry-after-ignored",
    story: "A provider that asks for a pause gets a moment instead.",
    patches: [
      dispatcher("lanes", "breaker.asked(outcome.code, outcome.retryAfterMs,", "breaker.asked(outcome.code, 0 * outcome.retryAfterMs + 1,"),
    ],
  },
  {
    name: "held-sends-itself",
    story: "After a while what is held is sent again without a person.",
    patches: [
      message(
        "fold",
        'if (fact.kind === "send-again" || fact.kind === "skipped")',
        'if (fact.kind === "send-again" || fact.kind === "skipped" || fact.kind === "held")',
      ),
    ],
  },
  {
    name: "late-acceptance-ignored",
    story: "A proof that comes after a decision counts for nothing.",
    patches: [
      message(
        "fold",
        "return acceptedState(facts) ?? foldUnaccepted(rows, facts);",
        "return foldUnaccepted(rows, facts) ?? acceptedState(facts);",
      ),
    ],
  },
  {
    name: "order-of-facts-matters",
    story: "Of two things that were stated the later counts.",
    patches: [message("attempt-outcome", "if (gain > 0 ||", "if (gain !== 0 ||")],
  },
  {
    name: "hold-ignored",
    story: "What can still be taken back leaves at once.",
    patches: [
      dispatcher(
        "plan",
        "now < intent.holdUntil && !controls.holdWaived(intent)",
        "now < intent.holdUntil && !controls.holdWaived(intent) && now < 0",
      ),
    ],
  },
  {
    name: "one-bad-message-stops-all",
    story: "A message that cannot be rendered ends the batch.",
    patches: [
      dispatcher(
        "send-batch",
        "return prepareEntry(core, entry, provider, view);\n  } catch (error) {",
        "return prepareEntry(core, entry, provider, view);\n  } catch (error) {\n    if (error) throw error;",
      ),
    ],
  },
];

export const mutants: readonly Mutant[] = [...plannedMutants, ...further];
