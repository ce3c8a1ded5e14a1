import type { Attempt, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { Clock } from "#hub/ports/index.ts";
import { noHash, unreadable } from "./damaged-intent.ts";
import type { LedgerBatch } from "./ledger.ts";
import type { LedgerWriter } from "./ledger-writer.ts";
import { writeFailureOf } from "./open-database.ts";

/** One message as somebody else remembers it. */
export interface AdoptedMessage {
  /** Null when the ledger has it, and only what happened since is missing. */
  readonly intent: Intent | null;
  readonly attempts: readonly Attempt[];
  readonly facts: readonly Fact[];
}

/** What the ledger has lost of one approval. */
export interface Adoption {
  /** Null when the ledger has the approval. */
  readonly approval: {
    readonly approvalId: string;
    readonly campaignId: string;
    readonly revision: number;
    readonly approvedAt: number;
  } | null;
  readonly messages: readonly AdoptedMessage[];
}

/** Messages of one transaction: a few milliseconds. */
const messagesPerCommit = 200;

/** Facts by which a message was taken over. Its earlier attempts are not in this ledger, and nobody expects them there. */
const adoptedPrefix = "adopted:";
export const adoptedFactId = (id: string): string => adoptedPrefix + id;
export const isAdopted = (facts: readonly Fact[]): boolean => facts.some(({ factId }) => factId.startsWith(adoptedPrefix));

type Known = Pick<
  Intent,
  "messageId" | "approvalId" | "weddingId" | "campaignId" | "guestId" | "householdId" | "slot" | "revision" | "practice"
> & {
  readonly approvedAt: number;
  readonly step: Pick<Intent["plan"][number], "channel" | "address">;
};

/** An approval as far as it is remembered. Like any stand-in it keeps the slot and cannot be sent: no text has its hash. */
export const adoptedIntent = ({ step, ...known }: Known): Intent => ({
  ...known,
  priority: "bulk",
  plan: [
    { ...step, address: step.address === "" ? unreadable : step.address, contactPointId: unreadable, textSha256: noHash, language: "en" },
  ],
  values: {},
  payloadSha256: noHash,
  holdUntil: known.approvedAt,
  notBefore: known.approvedAt,
  expiresAt: known.approvedAt,
  quietZone: "UTC",
});

/** Writes in chunks; the approval comes last, so that what is cut short is adopted anew. */
export const adopt = async (
  { approval, messages }: Adoption,
  writer: LedgerWriter,
  clock: Pick<Clock, "sleep">,
  committed: (batch: LedgerBatch) => void,
): Promise<void> => {
  try {
    for (let start = 0; start < messages.length; start += messagesPerCommit) {
      const chunk = messages.slice(start, start + messagesPerCommit);
      writer.transaction(() => {
        for (const { intent, attempts, facts } of chunk) {
          if (intent !== null) writer.intent(intent);
          writer.rows({ attempts, facts }, { attempts: [], facts: [], controls: [] });
        }
      });
      await clock.sleep(0);
    }
    writer.transaction(() => {
      if (approval !== null) writer.approval({ ...approval, count: messages.length });
    });
  } catch (error) {
    throw writeFailureOf(error);
  }
  const reread = new Set(messages.flatMap(({ intent, facts }) => intent?.messageId ?? facts[0]?.messageId ?? []));
  committed({ attempts: [], facts: [], controls: [], intents: [], renewed: new Set(), reread });
};
