import type { Channel } from "#shared/domain/fields.ts";
import type { Control, Intent, PlanStep, ProviderId } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import type { MessageState, WaitingReason } from "#shared/message/states.ts";
import type { Problem } from "#shared/problem.ts";
import type { Ledger } from "#hub/ledger/index.ts";
import type { Clock, Connectivity, Ids, Logger, Random } from "#hub/ports/index.ts";
import type { Provider, Quota } from "#hub/providers/contract.ts";
import type { DispatchLimits } from "./limits.ts";

/** Why a queued message is not on its way, and until when; `until` is null when nobody can say. */
export interface Waiting {
  readonly reason: WaitingReason;
  readonly until: number | null;
}

/** What the gates ask about the world at the moment of sending. Synchronous: nothing slow between gate and journal. */
export interface GateView {
  /** Code of the suppression that forbids this address on this channel, or null. */
  suppression(intent: Intent, step: PlanStep): string | null;
  /** Whether the contact point still has the address that was approved. */
  addressIsCurrent(intent: Intent, step: PlanStep): boolean;
  /** Whether this campaign still stands as approved with this revision; null: it has not heard of the approval yet. */
  revisionStands(intent: Intent): boolean | null;
  /** Whether no account that is set up may write to the country of this address. */
  countryIsForbidden(intent: Intent, step: PlanStep): boolean;
  /**
   * Takes the price of this message out of what may be spent; false, and nothing is taken, when the cap would be passed. Asked
   * last: whatever else objects, nothing was taken.
   */
  takeCost(intent: Intent, step: PlanStep): boolean;
  /** Whether this guest has answered or the deadline has passed: a reminder would be out of place. */
  rsvpIsClosed(intent: Intent): boolean;
}

/** Loads what the gates need for one batch. Called after the claim, immediately before the journal row. */
export interface GateFacts {
  load(intents: readonly Intent[]): GateView | Promise<GateView>;
}

/** The exclusive right of this desktop to send a message. `claim` answers with the ids it got. */
export interface Claims {
  claim(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export type Rendered =
  /** `bodySha256`: sha256 (hex) of the payload's canonical JSON. The same intent and step always give the same. */
  | { readonly ok: true; readonly payload: Payload; readonly bodySha256: string }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Merges the frozen text of one plan step with the frozen values. Pure. */
export type Render = (intent: Intent, planIndex: number) => Rendered;

/** Which providers are set up, best first. Practice messages only ever get practice providers, and the reverse. */
export interface ProviderSource {
  providersFor(channel: Channel, practice: boolean): readonly Provider[];
  /** Whether an account's own rules let it write to an address. */
  mayWriteTo(provider: Provider, address: string): boolean;
  /** Called when accounts or settings change: paused lanes of changed providers may try again. */
  onChange(listener: (changed: ProviderId) => void): () => void;
}

export type LaneCondition =
  | { readonly kind: "running" }
  /** After a rest, or a person's word: one message goes ahead, and what becomes of it decides. */
  | { readonly kind: "probing" }
  /** The provider asked for a pause, or failed several times in a row. Ends by itself. */
  | { readonly kind: "resting"; readonly code: string; readonly until: number }
  /** Configuration is at fault: waits for a settings change or `retryLane`. Or a person paused it: waits for `resumeLane` alone. */
  | { readonly kind: "broken"; readonly code: string; readonly problem: Problem; readonly since: number };

export interface QuotaState {
  readonly id: string;
  readonly title: string;
  readonly used: number;
  readonly limit: number;
  readonly unit: Quota["unit"];
  readonly window: Quota["window"];
  /** What of `limit` only day-of messages may use. */
  readonly reserved: number;
  /** When there is room again if it is used up (but for what day-of messages may use), else null. */
  readonly roomAt: number | null;
}

export interface LaneState {
  readonly provider: ProviderId;
  readonly channel: Channel;
  readonly condition: LaneCondition;
  readonly inFlight: number;
  readonly concurrency: number;
  /** What it may send per second now; less than its profile says while the provider asks for less. */
  readonly perSecondMax: number;
  readonly quotas: readonly QuotaState[];
}

export interface DispatcherDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly connectivity: Connectivity;
  readonly providers: ProviderSource;
  readonly gateFacts: GateFacts;
  readonly claims: Claims;
  readonly render: Render;
  readonly deviceId: string;
  readonly bootId: string;
  readonly limits?: Partial<DispatchLimits>;
  /** This clock minus a trusted one, milliseconds; null when nobody knows. Default: nobody knows. */
  readonly clockSkewMs?: () => number | null;
  /** After a person's orders are on the disk and before the person is told: somebody else remembers them too. */
  readonly ordered?: (orders: readonly Control[]) => Promise<void>;
  /** Called when the computer woke: the steady clock may have stood still. */
  readonly clockSlept?: () => void;
}

/** A person's stop of everything (`weddingId` null) or of one wedding. `since`: null while it is being written. */
export interface SendingStop {
  readonly weddingId: string | null;
  readonly since: number | null;
}

export type HeldDecision = "arrived" | "send-again" | "skip";

/** What is due -> gates -> lanes -> attempt -> outcome (design 4.2, docs/states.md). */
export interface Dispatcher {
  /** Settles what an earlier start left open (S4), then begins. Resolves when the queue is built. */
  start(): Promise<void>;
  /** Claims nothing more, lets running sends end within `limits.stopGraceMs`, writes their outcomes. Idempotent. */
  stop(): Promise<void>;
  /** Looks again at everything that waits (settings, RSVP or guests changed). Cheap to call often. */
  wake(): void;
  /** The panic stop: nothing more leaves. Durable before it resolves; `onTheWay` calls were already running. */
  pauseAll(): Promise<{ readonly onTheWay: number }>;
  resumeAll(): Promise<void>;
  /** The same for one wedding. */
  pauseWedding(weddingId: string): Promise<{ readonly onTheWay: number }>;
  resumeWedding(weddingId: string): Promise<void>;
  pauseCampaign(campaignId: string): Promise<{ readonly onTheWay: number }>;
  resumeCampaign(campaignId: string): Promise<void>;
  /** Ends every message of the campaign that has not left. During the hold that is all of them. */
  cancelRest(campaignId: string): Promise<{ readonly cancelled: number; readonly onTheWay: number }>;
  /** Waives what is left of the hold. */
  startNow(campaignId: string): Promise<void>;
  /** A person's word on a held message. Refuses with `UsherError` `not-held`, or `too-late` for sending again. */
  decide(messageId: string, decision: HeldDecision): Promise<void>;
  /** The same about many, durable together; those that are not held, or too late to be sent again, are left. Answers how many were decided. */
  decideMany(messageIds: readonly string[], decision: HeldDecision): Promise<number>;
  /** Queues dead messages again; answers how many were. */
  redrive(messageIds: readonly string[]): Promise<number>;
  /** Ends dead messages as cancelled, for the reason that a person gives; answers how many were. */
  discard(messageIds: readonly string[], reason: string): Promise<number>;
  /** Null for messages that are not waiting. */
  waitingOf(messageId: string): Waiting | null;
  /** Null for messages that are unknown here or long settled; the ledger knows those. */
  stateOf(messageId: string): MessageState | null;
  /** By an order for just this scope; a campaign is also held back by one for its wedding or for all. */
  isPaused(scope: "all" | { readonly weddingId: string } | { readonly campaignId: string }): boolean;
  /** The stops in force; campaigns that were paused by themselves are not among them. */
  stops(): readonly SendingStop[];
  /** Whether the campaign waits for a person's word because it is late (docs/states.md). */
  isLate(campaignId: string): boolean;
  laneStates(): readonly LaneState[];
  /**
   * Nothing is sent by this account until `resumeLane`, whatever becomes of its settings. In force at once, durable when it resolves,
   * as with every stop.
   */
  pauseLane(provider: ProviderId): Promise<void>;
  /** Takes a person's pause back, and what the provider asked for meanwhile stands. Of a lane that nobody paused: `retryLane`. */
  resumeLane(provider: ProviderId): Promise<void>;
  /** A broken or resting lane tries again now. A person's pause stays. */
  retryLane(provider: ProviderId): void;
  /** Somebody proved that the account's settings are wrong: nothing is sent by it until a person acts or `retryLane`. */
  breakLane(provider: ProviderId, code: string, problem: Problem): void;
  /** After anything that screens show has changed; at most one call per turn. Returns the unsubscribe. */
  onChange(listener: () => void): () => void;
  /** Which waiting messages got another reason or time; ids since the last call. */
  onWaiting(listener: (messageIds: readonly string[]) => void): () => void;
}
