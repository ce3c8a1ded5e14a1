import { crc32 } from "node:zlib";
import { z } from "zod";
import { idSchema, instantSchema } from "#shared/domain/fields.ts";
import { attemptSchema, controlSchema, factSchema, frozenTextSchema, intentSchema } from "#shared/message/ledger-rows.ts";
import type { LedgerTable } from "./ledger-schema.ts";

/** The last row of an approval: with it, `count` intents become valid. */
export const approvalRowSchema = z.strictObject({
  approvalId: idSchema,
  campaignId: idSchema,
  revision: z.int().min(0),
  approvedAt: instantSchema,
  count: z.int().min(0),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export interface StoredBody {
  readonly body: string;
  readonly sum: number;
}

/** The name of the table is part of the sum, so that a row cannot pass as one of another kind. */
const checksum = (table: LedgerTable, body: string): number => crc32(body, crc32(table));

export const encodeRow = (table: LedgerTable, row: object): StoredBody => {
  const body = JSON.stringify(row);
  return { body, sum: checksum(table, body) };
};

const decoder =
  <Row extends object>(table: LedgerTable, schema: z.ZodType<Row>, columns: Readonly<Record<string, keyof Row>>) =>
  /** Undefined when the row is damaged: wrong sum, wrong shape, or a column that disagrees with the body. */
  (stored: Readonly<Record<string, unknown>>): Row | undefined => {
    const { body, sum } = stored;
    if (typeof body !== "string" || sum !== checksum(table, body)) return undefined;
    const parsed = schema.safeParse(JSON.parse(body));
    if (!parsed.success) return undefined;
    const row = parsed.data;
    return Object.entries(columns).every(([column, field]) => stored[column] === row[field]) ? row : undefined;
  };

export const decodeApproval = decoder("approval", approvalRowSchema, { approval_id: "approvalId" });
export const decodeIntent = decoder("intent", intentSchema, { message_id: "messageId", approval_id: "approvalId" });
export const decodeAttempt = decoder("attempt", attemptSchema, { attempt_id: "attemptId", message_id: "messageId", n: "n" });
export const decodeFact = decoder("fact", factSchema, { fact_id: "factId", message_id: "messageId", kind: "kind" });
export const decodeControl = decoder("control", controlSchema, { control_id: "controlId", scope: "scope" });
export const decodeFrozenText = decoder("frozen_text", frozenTextSchema, {});
