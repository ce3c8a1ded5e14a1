import type { Problem } from "#shared/problem.ts";

/** Why nothing is sent, in words. Screens, lists and answers stay open with any of them. */
export const journalProblems = {
  /** The store remembers approvals that the ledger does not. */
  lost: {
    code: "journal-lost",
    sentence:
      "The send journal on this disk is not the one that your campaigns were approved in, so nothing is sent and nothing can be approved.",
    nextStep:
      "Close Usher and put the newest copy of the file ledger.sqlite back into this data folder. If there is none, begin a new journal: what may have gone out is held then.",
  },
  /** The ledger remembers approvals of weddings that the store does not have. */
  storeLost: {
    code: "store-lost",
    sentence: "The file with your weddings and guests could not be read. It was set aside, not deleted, and nothing is sent.",
    nextStep: "Close Usher and put the newest copy of the file store.sqlite back into this data folder. The send journal is not harmed.",
  },
  begun: {
    code: "journal-begun",
    sentence: "A new send journal was begun from what the lists know; nothing is sent yet.",
    nextStep: "Close Usher and start it again, then decide about the messages that are held.",
  },
  damaged: {
    code: "ledger-damaged",
    sentence: "The send journal on this disk is damaged, so nothing is sent and nothing can be approved.",
    nextStep: "Close Usher, check the disk, and put the file ledger.sqlite of this data folder back, from the newest copy of this disk.",
  },
  orderDamaged: {
    code: "journal-order-damaged",
    sentence: "An order in the send journal (pause, resume or cancel) cannot be read any more, so all sending is paused.",
    nextStep: "Look at each campaign that you paused or cancelled, then resume sending.",
  },
  rowDamaged: {
    code: "journal-row-damaged",
    sentence: "A row of the send journal cannot be read any more and nobody can say which message it is about, so all sending is paused.",
    nextStep: "Some guest may have got a message that the lists do not show. Resume sending if that is acceptable.",
  },
} as const satisfies Record<string, Problem>;

const pausePrefix = "damage:";

/** The id of the pause that answers a damaged row. The same damage never pauses twice: what a person resumed stays resumed. */
export const damagePauseId = (table: string, seq: number): string => `${pausePrefix}${table}:${String(seq)}`;

/** What a standing order says about damage; null for the orders of people. */
export const problemOfPause = (controlId: string): Problem | null => {
  if (!controlId.startsWith(pausePrefix)) return null;
  return controlId.startsWith(`${pausePrefix}control:`) ? journalProblems.orderDamaged : journalProblems.rowDamaged;
};
