import type { TimelineEntry } from "#shared/api/messages.ts";
import {
  providerKindOf,
  type Attempt,
  type Fact,
  type FactKind,
  type Intent,
  type ProviderId,
  type ProviderKind,
} from "#shared/message/ledger-rows.ts";
import type { BookEntry } from "#hub/ledger/index.ts";

const factWords: Readonly<Record<FactKind, string>> = {
  accepted: "The provider accepted it.",
  deferred: "Not sent for now; it will be tried again.",
  rejected: "The provider refused it.",
  unknown: "No answer came. It may have gone out.",
  sent: "Handed on towards the guest.",
  delivered: "Delivered.",
  opened: "Opened, probably by the guest.",
  clicked: "A link in it was followed.",
  "delivery-delayed": "Delivery is delayed; the provider keeps trying.",
  bounced: "Bounced: the address does not take it.",
  failed: "It could not be delivered.",
  complained: "Reported as unwanted.",
  unsubscribed: "The guest does not want more of these.",
  "not-found": "Looked it up: the provider does not know it.",
  held: "Held for a person to decide.",
  expired: "Not sent: it would have been too late.",
  suppressed: "Not sent: this address must not be written to.",
  dead: "Gave up.",
  cancelled: "Cancelled.",
  "marked-accepted": "Somebody said that it arrived.",
  "send-again": "Somebody said to send it again.",
  skipped: "Somebody said to leave it.",
  "step-skipped": "This address was left out; the next one of the plan is tried.",
  redriven: "Queued again by a person.",
};

const providerNames: Readonly<Record<ProviderKind, string>> = {
  "practice-email": "practice email",
  "practice-sms": "practice text messages",
  "practice-push": "practice pushes",
  resend: "Resend",
  sendgrid: "SendGrid",
  smtp: "the SMTP server",
  twilio: "Twilio",
  fcm: "Firebase Cloud Messaging",
  apns: "Apple push",
};

/** By the name that people know; a further account says which. */
const providerName = (provider: ProviderId): string => {
  const [, account] = provider.split("#");
  return `${providerNames[providerKindOf(provider)]}${account === undefined ? "" : ` (${account})`}`;
};

/** The whole story of one message, in the order in which this computer learned of it. */
export const timelineOf = ({ intent, attempts, facts }: BookEntry): TimelineEntry[] => {
  const entries = [approvalEntry(intent), ...attempts.map((attempt) => attemptEntry(attempt, attempts)), ...facts.map(factEntry)];
  return entries.toSorted((a, b) => a.recordedAt - b.recordedAt || a.rank - b.rank).map(({ entry }) => entry);
};

interface Placed {
  readonly recordedAt: number;
  /** Of things written down in the same millisecond, causes come first. */
  readonly rank: number;
  readonly entry: TimelineEntry;
}

const approvalEntry = (intent: Intent): Placed => ({
  recordedAt: intent.approvedAt,
  rank: 0,
  entry: {
    id: intent.approvalId,
    at: intent.approvedAt,
    actor: "person",
    kind: "approved",
    sentence: "Approved to be sent.",
    source: "approval",
    code: "",
  },
});

const attemptEntry = (attempt: Attempt, all: readonly Attempt[]): Placed => ({
  recordedAt: attempt.startedAt,
  rank: attempt.n,
  entry: {
    id: attempt.attemptId,
    at: attempt.startedAt,
    actor: "this-computer",
    kind: "attempt",
    sentence: askedWords(attempt, all),
    source: "attempt",
    code: "",
  },
});

/** A repeat under the same key cannot become a second message, and says so. */
const askedWords = ({ provider, n, idempotencyKey }: Attempt, all: readonly Attempt[]): string => {
  const isRepeat = idempotencyKey !== "" && all.some((one) => one.n < n && one.idempotencyKey === idempotencyKey);
  const asked = `Asked ${providerName(provider)} to send it${n > 1 ? ` (try ${n})` : ""}`;
  return isRepeat ? `${asked}, under the same key: it sends no second one.` : `${asked}.`;
};

const factEntry = (fact: Fact): Placed => ({
  recordedAt: fact.recordedAt,
  rank: 1_000_000,
  entry: {
    id: fact.factId,
    at: fact.at,
    actor: actorOf(fact),
    kind: fact.kind,
    sentence: sentenceOf(fact),
    source: fact.source,
    code: fact.code,
  },
});

/** Our words, then the provider's own unless they say the same. */
const sentenceOf = ({ kind, detail, source }: Fact): string => {
  const ours = factWords[kind];
  const bare = (words: string): string =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  return detail === "" || bare(detail) === bare(ours) ? ours : source === "hub" ? `${ours} ${detail}` : `${ours} “${detail}”`;
};

const actorOf = (fact: Fact): TimelineEntry["actor"] => {
  if (fact.source === "person") return "person";
  if (fact.source === "hub" || fact.kind === "unknown") return "this-computer";
  return fact.kind === "delivered" || fact.kind === "failed" || fact.kind === "bounced" ? "carrier" : "provider";
};
