import type { PushService } from "#shared/contact/push-address.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { FactKind, ProviderId } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import type { Problem } from "#shared/problem.ts";

/** One call to one provider for one message. */
export interface SendRequest {
  readonly messageId: string;
  readonly attemptId: string;
  /** Empty for providers without keys. */
  readonly idempotencyKey: string;
  readonly payload: Payload;
  /** The provider must not deliver later than this (its own TTL is set to what is left, where it has one). */
  readonly expiresAt: number;
}

/**
 * What one call came to. Exactly three families (design 4.2): not sent (`deferred`, `rejected`), `accepted`,
 * `unknown`. Expected outcomes are values; a provider throws only for bugs.
 */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly providerMessageId: string | null; readonly detail: string }
  /** Certainly not sent, may be tried again. `lane` scope: every message of this provider would fare the same. */
  | {
      readonly kind: "deferred";
      readonly scope: "message" | "lane";
      readonly code: string;
      readonly detail: string;
      /** Milliseconds the provider asked us to wait; null when it did not say. */
      readonly retryAfterMs: number | null;
    }
  /** Certainly not sent, configuration is at fault: the lane pauses until a person acts; the message waits. */
  | { readonly kind: "broken-lane"; readonly code: string; readonly problem: Problem }
  /**
   * Certainly not sent and never will be. `recipient`: suppress this address on this channel; `message`: not in these words, so
   * not by this channel; `sender`: not from this account, another may.
   */
  | { readonly kind: "rejected"; readonly scope: "recipient" | "message" | "sender"; readonly code: string; readonly detail: string }
  /** It may have gone out. Never retried on an unkeyed provider, never failed over. */
  | { readonly kind: "unknown"; readonly code: string; readonly detail: string };

/** Evidence about an attempt whose answer never came. */
export type LookUpOutcome =
  | { readonly kind: "found"; readonly providerMessageId: string; readonly fact: FactKind }
  | { readonly kind: "not-found" }
  | { readonly kind: "cannot-tell"; readonly code: string };

/** Something a provider stated later. */
export interface ProviderFact {
  /** Same event, same id: repeats collapse. */
  readonly eventId: string;
  readonly attemptId: string;
  readonly messageId: string;
  readonly kind: FactKind;
  readonly providerMessageId: string | null;
  readonly at: number;
  readonly code: string;
  readonly detail: string;
  /** What the provider charged for it, where it says so. */
  readonly price?: ChargedPrice;
}

/** What a message really cost. */
export interface ChargedPrice {
  /** Millionths of the currency's unit. */
  readonly amountMicros: number;
  /** ISO 4217, three letters. */
  readonly currency: string;
}

/** What a provider says about a message that it took earlier. */
export interface PolledState {
  readonly providerMessageId: string;
  readonly kind: FactKind;
  readonly code: string;
  readonly detail: string;
  /** What the provider charged for it, where it says so. */
  readonly price?: ChargedPrice;
}

/** `told`: what is known about messages taken since then, in any order. */
export type PollOutcome =
  | { readonly kind: "told"; readonly states: readonly PolledState[] }
  | { readonly kind: "cannot-tell"; readonly code: string };

/** `learned`: what sending needs to know of the account, nothing secret; kept with it until the next test says otherwise. */
export type TestResult =
  | { readonly ok: true; readonly sentence: string; readonly learned?: Readonly<Record<string, string>> }
  /** `isPassing`: no answer, an outage, a rush; nothing is proved about the settings. */
  | { readonly ok: false; readonly isPassing?: true; readonly problem: Problem };

/** How many may be sent in a stretch of time. Lanes whose quotas have the same id use up the same one (one tax id, one domain). */
export interface Quota {
  /** `resend:day`, `domain:example.com`, `brand:t-mobile`... */
  readonly id: string;
  /** Whose it is and what it holds, in plain words. */
  readonly title: string;
  readonly limit: number;
  readonly unit: "message" | "segment";
  /** `rolling`: the last `windowMs`. `utc-day`, `utc-month`: since the calendar of the provider turned. */
  readonly window: { readonly kind: "rolling"; readonly windowMs: number } | { readonly kind: "utc-day" | "utc-month" };
}

export interface Provider {
  readonly id: ProviderId;
  readonly channel: Channel;
  /**
   * True when a repeat of the same key (and body) within `keyLifeMs` is no second message: the provider drops it, or the device
   * shows it in the place of the first.
   */
  readonly keyed: boolean;
  /**
   * How long a key protects, milliseconds; 0 when not keyed. We stop relying on it an hour earlier. To be read at each
   * question: after a change of account it covers only what was sent since.
   */
  readonly keyLifeMs: number;
  /** Requests per second and at once that this account may use until the provider says otherwise. */
  readonly rate: { readonly perSecond: number; readonly burst: number; readonly concurrency: number };
  /** Absent where nothing but the rate holds it back. */
  readonly quotas?: readonly Quota[];
  /** The service whose devices it writes to; absent where every address of its channel will do. */
  readonly pushService?: PushService;
  /** Never throws for anything the network or the provider can do. Ends on `signal` with `unknown` or `deferred`. */
  send(request: SendRequest, signal: AbortSignal): Promise<SendOutcome>;
  /** Absent where the provider has no way to find a message again. */
  lookUp?(question: { readonly request: SendRequest; readonly startedAt: number }, signal: AbortSignal): Promise<LookUpOutcome>;
  /**
   * Asks in few calls what became of the messages taken since then, for where no webhook reaches us. Never throws for
   * anything the network or the provider can do. Absent where the provider has nothing to ask.
   */
  poll?(question: { readonly since: number }, signal: AbortSignal): Promise<PollOutcome>;
  /** A cheap call that harms nobody and proves that the credentials work. */
  test(signal: AbortSignal): Promise<TestResult>;
  /** How far apart such calls have to be when nobody asked for them, milliseconds; absent where every half a minute is fine. */
  readonly probeEveryMs?: number;
  /** Facts that come without being asked (practice mode); returns the unsubscribe. Absent where webhooks bring them. */
  subscribe?(listener: (fact: ProviderFact) => void): () => void;
  /** Ends timers and sockets. Idempotent. */
  stop(): Promise<void>;
}
