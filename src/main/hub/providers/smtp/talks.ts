import type { Clock } from "#hub/ports/index.ts";
import type { SmtpAccount } from "./server-address.ts";
import { openTalk, type Failure, type Talk } from "./talk.ts";

export interface Talks {
  /** An open conversation: one that is idle, else a new one. `reused` ones may have been ended by the server meanwhile. */
  take(signal: AbortSignal, fresh?: boolean): Promise<{ readonly talk: Talk; readonly reused: boolean } | { readonly failure: Failure }>;
  /** Hands one back after a message went well. */
  giveBack(talk: Talk): void;
  /** Ends the idle ones. Idempotent. */
  stop(): void;
}

/** Logging in for each guest makes servers suspicious (providers.md 6.7); servers keep a silent line for a minute or more. */
const idleMsMax = 10_000;
/** As many as nodemailer's own pool gives one connection; some servers count. */
const messagesPerTalkMax = 100;

/** States of a conversation: in use (one message), idle (at most `idleMsMax`), ended. */
export const createTalks = (account: SmtpAccount, clock: Clock): Talks => {
  const idle = new Map<Talk, () => void>();
  const messages = new WeakMap<Talk, number>();
  let stopped = false;
  const takeIdle = (): Talk | undefined => {
    const [first] = idle;
    if (first === undefined) return undefined;
    const [talk, cancelTimer] = first;
    cancelTimer();
    idle.delete(talk);
    return talk;
  };
  return {
    take: async (signal, fresh = false) => {
      const talk = fresh ? undefined : takeIdle();
      if (talk !== undefined) return { talk, reused: true };
      const opened = await openTalk(account, signal);
      return "failure" in opened ? opened : { talk: opened.talk, reused: false };
    },
    giveBack: (talk) => {
      const sent = (messages.get(talk) ?? 0) + 1;
      messages.set(talk, sent);
      if (stopped || sent >= messagesPerTalkMax) return talk.quit();
      const end = (): void => {
        idle.delete(talk);
        talk.quit();
      };
      idle.set(talk, clock.setTimer(idleMsMax, end));
    },
    stop: () => {
      stopped = true;
      for (const [talk, cancelTimer] of idle) {
        cancelTimer();
        talk.quit();
      }
      idle.clear();
    },
  };
};
