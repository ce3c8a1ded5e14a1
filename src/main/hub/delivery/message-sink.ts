import type { Message } from "#shared/domain/message.ts";

/** Where the projection goes: the store's `messages` collection. Called with at most a few hundred at a time. */
export interface MessageSink {
  /** Writes each message whole, whatever was there. Rejecting means: try these again later. */
  upsert(messages: readonly Message[]): Promise<void>;
}
