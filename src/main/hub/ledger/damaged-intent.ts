import type { Intent } from "#shared/message/ledger-rows.ts";
import { messageIdOf } from "./message-id.ts";
import type { StoredRow } from "./row-codec.ts";

/** Stands where a name was; no guest, household or contact point has this id. */
export const unreadable = "unreadable";
export const noHash = "0".repeat(64);
/** The latest instant that a row may hold: a message that cannot be sent must not look as if it had merely expired. */
const latestInstant = 9_999_999_999_999;

/** What else the ledger knows about an approval. */
export interface ApprovalOf {
  readonly campaignId: string;
  readonly revision: number;
  readonly approvedAt: number;
  /** Another message of the same approval, when one can be read. */
  readonly sibling: Intent | undefined;
}

/** The id that a body names, readable or not. */
export const idIn = (body: unknown, field: "messageId" | "weddingId" | "guestId" | "slot"): string | undefined =>
  typeof body === "string" ? new RegExp(`"${field}":"([A-Za-z0-9_.:-]{1,64})"`).exec(body)?.[1] : undefined;

/**
 * Stands for an approved message whose row cannot be read any more. It keeps the guest's slot taken, and is shown and
 * counted. It can never be sent: no text has its hash. Wedding, slot and guest are taken from the ruin only when together
 * they prove themselves by giving the message's id.
 */
export const standInFor = (stored: StoredRow, { campaignId, revision, approvedAt, sibling }: ApprovalOf): Intent => {
  const messageId = String(stored["message_id"]);
  return {
    messageId,
    approvalId: String(stored["approval_id"]),
    ...whoseOf(messageId, stored["body"], sibling),
    campaignId,
    householdId: unreadable,
    revision,
    priority: "bulk",
    practice: sibling?.practice ?? false,
    plan: [
      {
        channel: sibling?.plan[0]?.channel ?? "email",
        contactPointId: unreadable,
        address: unreadable,
        textSha256: noHash,
        language: "en",
      },
    ],
    values: {},
    payloadSha256: noHash,
    approvedAt,
    holdUntil: approvedAt,
    notBefore: approvedAt,
    expiresAt: latestInstant,
    quietZone: sibling?.quietZone ?? "UTC",
    ...(sibling?.alsoQuietIn === undefined ? {} : { alsoQuietIn: sibling.alsoQuietIn }),
  };
};

const whoseOf = (messageId: string, body: unknown, sibling: Intent | undefined): Pick<Intent, "weddingId" | "slot" | "guestId"> => {
  const weddingId = sibling?.weddingId ?? idIn(body, "weddingId") ?? unreadable;
  const slot = sibling?.slot ?? idIn(body, "slot") ?? unreadable;
  const guestId = idIn(body, "guestId") ?? unreadable;
  return { weddingId, slot, guestId: messageIdOf(weddingId, slot, guestId) === messageId ? guestId : unreadable };
};
