import type { Attempt, Fact, FactKind, Intent } from "#shared/message/ledger-rows.ts";
import type { Ledger, LedgerMessage } from "#hub/ledger/index.ts";
import type { SendRequest } from "#hub/providers/contract.ts";
import type { Lists } from "./kept-store.ts";
import type { ConfirmedOrders } from "./orders.ts";
import { expectedPayload } from "./wedding.ts";

/**
 * What must hold, said anew from the invariants and by nothing that the hub uses itself: only the rows on the disk, the
 * clocks, what people were told and wrote into the lists, and what really happened out there.
 */

/** A provider states these only of what it has taken. */
const proofs: ReadonlySet<FactKind> = new Set([
  "accepted",
  "marked-accepted",
  "sent",
  "delivered",
  "opened",
  "clicked",
  "delivery-delayed",
  "bounced",
  "failed",
  "complained",
  "unsubscribed",
]);

/** A provider states these only of what it has not taken. */
const denials: ReadonlySet<FactKind> = new Set(["rejected", "deferred"]);

export interface Moment {
  /** What the hub can know of the time. */
  readonly wall: number;
  /** The time out there. */
  readonly true: number;
  /** By the true steady clock. */
  readonly steady: number;
}

export interface Evidence {
  readonly ledger: Pick<Ledger, "readMessage" | "readControls">;
  readonly lists: Lists;
  readonly orders: ConfirmedOrders;
  /** Whether the guest's night is quiet by the hub's clock. */
  readonly isQuiet: (intent: Intent) => boolean;
  /** Whether this desktop holds the claim. */
  readonly holdsClaim: (messageId: string) => boolean;
  /** How long this provider remembers a key, milliseconds. */
  readonly keyLifeMs: (provider: string) => number;
  readonly now: Moment;
}

/** What must hold at the instant a request arrives. */
export const judgeArrival = (request: SendRequest, provider: string, evidence: Evidence): string[] => {
  const { messageId } = request;
  const rows = evidence.ledger.readMessage(messageId);
  const attempt = rows?.attempts.find((one) => one.attemptId === request.attemptId);
  if (rows === undefined || attempt === undefined) return [`S3: ${messageId} left without a row on disk`];
  const { intent, facts } = rows;
  const problems: string[] = [];
  if (attempt.provider !== provider) problems.push(`S3: ${messageId} went to ${provider}, and its row says ${attempt.provider}`);
  if (attempt.idempotencyKey !== request.idempotencyKey) problems.push(`S6: ${messageId} left under another key than its row says`);
  if (facts.some(({ kind, attemptId }) => attemptId === request.attemptId && (proofs.has(kind) || denials.has(kind))))
    problems.push(`S3: ${messageId} left under a row that was settled already`);
  if (!evidence.holdsClaim(messageId)) problems.push(`S8: ${messageId} left from a desktop that has no claim to it`);
  problems.push(
    ...judgeTime(intent, evidence),
    ...judgeOrders(intent, provider, evidence),
    ...judgeLists(intent, attempt, request, evidence),
  );
  if (hasRefusedToCarry(attempt, rows)) problems.push(`S7: ${messageId} came back to an account that had said it cannot carry it`);
  for (const earlier of rows.attempts) if (earlier.n < attempt.n) problems.push(...judgeEarlier(earlier, attempt, rows, evidence));
  return problems;
};

/** Whether this account has said of this address, under the same approval, that it cannot write to it. */
const hasRefusedToCarry = (attempt: Attempt, { attempts, facts }: Pick<LedgerMessage, "attempts" | "facts">): boolean =>
  attempts
    .filter(
      ({ provider, planIndex, approvalId, n }) =>
        provider === attempt.provider && planIndex === attempt.planIndex && approvalId === attempt.approvalId && n < attempt.n,
    )
    .some((one) => facts.some((fact) => fact.attemptId === one.attemptId && fact.kind === "rejected" && fact.scope === "sender"));

const judgeTime = (intent: Intent, { now, orders, isQuiet }: Evidence): string[] => {
  const { messageId, expiresAt, notBefore, holdUntil } = intent;
  /** Nobody can know better than the clock on the wall, and nobody may trust one that ran ahead of itself. */
  const latest = Math.max(now.wall, now.true);
  const problems: string[] = [];
  if (now.wall >= expiresAt) problems.push(`S10: ${messageId} left after it expired`);
  if (latest < notBefore) problems.push(`S10: ${messageId} left before its time`);
  if (latest < holdUntil && !orders.holdIsWaived()) problems.push(`S15: ${messageId} left while it could be taken back`);
  if (isQuiet(intent)) problems.push(`S11: ${messageId} left in its guest's quiet hours`);
  return problems;
};

const judgeOrders = (intent: Intent, provider: string, { ledger, orders }: Evidence): string[] => {
  const { campaignId, messageId, weddingId } = intent;
  /** What was ordered since somebody last let it go on. */
  const inForce = (scope: string): readonly string[] => {
    const rows = ledger.readControls().filter((row) => row.scope === scope && row.action !== "start-now" && row.action !== "lane");
    return rows.slice(rows.findLastIndex(({ action }) => action === "resume") + 1).map(({ action }) => action);
  };
  const problems: string[] = [];
  if (inForce("all").length > 0) problems.push(`S15: ${messageId} left after the panic stop`);
  if (inForce(`wedding:${weddingId}`).length > 0) problems.push(`S15: ${messageId} left after the stop of its wedding`);
  if (inForce(`lane:${provider}`).length > 0) problems.push(`S15: ${messageId} left by an account that a person paused`);
  for (const order of inForce(campaignId)) problems.push(`S15: ${messageId} left in spite of ${order}`);
  const told = orders.inForceAgainst(intent, provider);
  if (told !== undefined) problems.push(`S15: ${messageId} left although somebody was told of the ${told}`);
  return problems;
};

/** The words and the address are those that were approved (S14), and nothing known by then forbids them (S9). */
const judgeLists = (intent: Intent, attempt: Attempt, { payload }: SendRequest, { lists, now }: Evidence): string[] => {
  const step = intent.plan[attempt.planIndex];
  const { messageId } = intent;
  const { to } = payload;
  const problems: string[] = [];
  if (step === undefined || step.channel !== payload.channel || step.address !== to)
    return [`S14: ${messageId} went to an address which is not in its plan`];
  const expected = expectedPayload(step, intent.values["guest.first_name"] ?? "");
  if (JSON.stringify(payload) !== JSON.stringify(expected)) problems.push(`S14: ${messageId} left with other words than were approved`);
  const before = (since: number | null | undefined): boolean => since !== undefined && since !== null && since < now.steady;
  if (before(lists.suppressedSince.get(to))) problems.push(`S9: ${messageId} went to an address that must not be written to`);
  if (before(lists.editedSince.get(to))) problems.push(`S14: ${messageId} went to an address that was changed since`);
  if (before(lists.revisedSince)) problems.push(`S14: ${messageId} left although its campaign was changed since`);
  if (intent.priority === "reminder" && before(lists.answeredSince.get(intent.guestId)))
    problems.push(`S9: ${messageId} reminded a guest who had answered`);
  return problems;
};

/** An earlier attempt that may have gone out forbids another: except its own repeat, or on a person's word. */
const judgeEarlier = (
  earlier: Attempt,
  attempt: Attempt,
  { attempts, facts }: Pick<LedgerMessage, "attempts" | "facts">,
  { keyLifeMs }: Evidence,
): string[] => {
  const { messageId } = attempt;
  const kinds = kindsAbout(earlier, facts);
  if (kinds.some((kind) => proofs.has(kind))) return [`S1: ${messageId} left although attempt ${earlier.n} was accepted`];
  if (kinds.some((kind) => denials.has(kind)) || isReleased(earlier, attempts, facts)) return [];
  if (isSettledByVerdict(earlier, attempt, attempts, facts)) return [];
  if (earlier.provider !== attempt.provider) return [`S7: ${messageId} left for ${attempt.provider} while ${earlier.provider} may have it`];
  if (earlier.idempotencyKey === "" || earlier.idempotencyKey !== attempt.idempotencyKey)
    return [`S5: ${messageId} left again while attempt ${earlier.n} was in doubt`];
  if (earlier.bodySha256 !== attempt.bodySha256) return [`S6: ${messageId} was repeated with other bytes`];
  return attempt.startedAt - earlier.startedAt >= keyLifeMs(attempt.provider) ? [`S6: ${messageId} was repeated under an old key`] : [];
};

const kindsAbout = ({ attemptId }: Attempt, facts: readonly Fact[]): readonly FactKind[] =>
  facts.filter((fact) => fact.attemptId === attemptId).map(({ kind }) => kind);

/** A person said "send again" about it or a later one. */
const isReleased = (earlier: Attempt, attempts: readonly Attempt[], facts: readonly Fact[]): boolean =>
  attempts.some((one) => one.n >= earlier.n && kindsAbout(one, facts).includes("send-again"));

/**
 * The same provider, asked later under the very same key, knew nothing of it: it refused the address itself. A refusal of
 * the text, or of another provider, or under another key, says nothing about what was taken before.
 */
const isSettledByVerdict = (earlier: Attempt, attempt: Attempt, attempts: readonly Attempt[], facts: readonly Fact[]): boolean =>
  earlier.idempotencyKey !== "" &&
  attempts.some(
    (one) =>
      one.n > earlier.n &&
      one.n < attempt.n &&
      one.provider === earlier.provider &&
      one.idempotencyKey === earlier.idempotencyKey &&
      facts.some(
        (fact) => fact.attemptId === one.attemptId && fact.kind === "rejected" && (fact.scope === "recipient" || fact.scope === "sender"),
      ),
  );

export interface Ending {
  readonly messageId: string;
  readonly kind: string;
  /** How often it really went out. */
  readonly effects: number;
  readonly facts: readonly FactKind[];
  /** How long after its true end of use it is now, milliseconds; negative before. */
  readonly pastExpiryMs: number;
  /** Rows about it were spoilt: it may count as not sent, shown with its reason, though it was. */
  readonly isSpoilt: boolean;
  /** It waits for its guest's morning. */
  readonly mayWait: boolean;
}

/** Our clock is never further off than this in a run, but for a few minutes. */
export const clockOffMsMax = 20 * 60_000;

/** What must hold when everything has come to rest. */
export const judgeEnding = ({ messageId, kind, effects, facts, pastExpiryMs, isSpoilt, mayWait }: Ending): string[] => {
  const forced = facts.filter((one) => one === "send-again").length;
  const problems: string[] = [];
  if (kind === "lost") problems.push(`lost: ${messageId}`);
  if (["queued", "started", "unknown"].includes(kind) && !(kind === "queued" && mayWait))
    problems.push(`L1: ${messageId} is stuck as ${kind}`);
  if (effects > 1 + forced) problems.push(`S1: ${messageId} went out ${effects} times, ${forced} forced`);
  if (kind === "accepted" && effects === 0 && !facts.includes("marked-accepted"))
    problems.push(`L2: ${messageId} counts as accepted and never went out`);
  const unsent = ["rejected", "dead", "expired", "suppressed"].includes(kind);
  if (unsent && effects > 0 && forced === 0 && !isSpoilt) problems.push(`L2: ${messageId} went out and counts as ${kind}`);
  if (kind === "cancelled" && effects > 0 && !facts.includes("skipped") && forced === 0 && !isSpoilt)
    problems.push(`L2: ${messageId} went out and counts as ${kind}`);
  if (kind === "expired" && pastExpiryMs < -clockOffMsMax) problems.push(`L1: ${messageId} expired long before its time`);
  return problems;
};
