import { createHash } from "node:crypto";
import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { SendRequest } from "../contract.ts";

/** Messages kept in memory for replays and look-ups: ten weddings of 10,000; about 40 MB at the very worst. */
const rememberedMax = 100_000;

/** What practice mode took, as a provider's own books would show it. */
export interface PracticeAcceptance {
  readonly messageId: string;
  readonly attemptId: string;
  readonly providerMessageId: string;
  readonly at: number;
}

/** One accepted message and how far it got. */
export interface BookEntry extends PracticeAcceptance {
  readonly bodySha256: string;
  latest: FactKind;
}

export interface Books {
  /** Enters an acceptance under the request's key, or under its attempt where there are no keys. */
  take(request: SendRequest, at: number): BookEntry;
  /** Whatever was taken under this request's key or attempt. */
  find(request: SendRequest): BookEntry | undefined;
  /** 1 for the first call about a message, 2 for the second... */
  countCall(messageId: string): number;
  accepted(): readonly PracticeAcceptance[];
}

/** The memory of one practice provider: the newest `rememberedMax` messages, gone at exit. */
export const createBooks = (account: string, keyed: boolean): Books => {
  const taken = new Map<string, BookEntry>();
  const calls = new Map<string, number>();
  const handleOf = (request: SendRequest): string => (keyed ? request.idempotencyKey : request.attemptId);
  return {
    take: (request, at) => {
      const handle = handleOf(request);
      const entry: BookEntry = {
        messageId: request.messageId,
        attemptId: request.attemptId,
        providerMessageId: `practice-${sha256(`${account}:${handle}`).slice(0, 24)}`,
        at,
        bodySha256: bodySha256Of(request),
        latest: "accepted",
      };
      remember(taken, handle, entry);
      return entry;
    },
    find: (request) => taken.get(handleOf(request)),
    countCall: (messageId) => {
      const count = (calls.get(messageId) ?? 0) + 1;
      remember(calls, messageId, count);
      return count;
    },
    accepted: () =>
      [...taken.values()].map(({ messageId, attemptId, providerMessageId, at }) => ({
        messageId,
        attemptId,
        providerMessageId,
        at,
      })),
  };
};

/** Hash over everything that would be sent: the same key may only ever carry the same one. */
export const bodySha256Of = (request: SendRequest): string => sha256(JSON.stringify(request.payload));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const remember = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.set(key, value);
  if (map.size <= rememberedMax) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
};
