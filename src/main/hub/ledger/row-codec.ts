import { crc32 } from "node:zlib";
import { z } from "zod";
import { idSchema, instantSchema } from "#shared/domain/fields.ts";
import {
  attemptSchema,
  controlSchema,
  factSchema,
  frozenTextSchema,
  intentSchema,
  type Attempt,
  type Control,
  type Fact,
  type FrozenText,
  type Intent,
} from "#shared/message/ledger-rows.ts";
import type { LedgerTable } from "./ledger-schema.ts";
import { frozenTextSha256 } from "./payload-hash.ts";

/** The last row of an approval: with it, `count` intents become valid. */
export const approvalRowSchema = z.strictObject({
  approvalId: idSchema,
  campaignId: idSchema,
  revision: z.int().min(0),
  approvedAt: instantSchema,
  count: z.int().min(0),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export type StoredRow = Readonly<Record<string, unknown>>;

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

export type Columns = Readonly<Record<string, string | number>>;

/** What the columns beside a body must say. They are derived from it: where they differ and its sum holds, the body is right. */
export const columnsOf: { readonly [Table in LedgerTable]: (body: never) => Columns } = {
  approval: (row: ApprovalRow) => ({ approval_id: row.approvalId, campaign_id: row.campaignId, revision: row.revision }),
  intent: (row: Intent) => ({ message_id: row.messageId, approval_id: row.approvalId }),
  attempt: (row: Attempt) => ({ attempt_id: row.attemptId, message_id: row.messageId, n: row.n }),
  fact: (row: Fact) => ({ fact_id: row.factId, message_id: row.messageId, kind: row.kind }),
  control: (row: Control) => ({ control_id: row.controlId, scope: row.scope }),
  frozen_text: (row: FrozenText) => ({ sha256: frozenTextSha256(row) }),
};

/** What the columns of a stored row should be; undefined when its sum does not hold, so that nobody can say. */
export const provenColumns = (table: LedgerTable, { body, sum }: StoredRow): Columns | undefined =>
  typeof body === "string" && sum === checksum(table, body) ? columnsOf[table](JSON.parse(body) as never) : undefined;

export const columnsAgree = (stored: StoredRow, columns: Columns): boolean =>
  Object.entries(columns).every(([column, value]) => stored[column] === value);

const decoder =
  <Row extends object>(table: LedgerTable, schema: z.ZodType<Row>) =>
  /** Undefined when the row is damaged: wrong sum, wrong shape, or a column that disagrees with the body. */
  (stored: StoredRow): Row | undefined => {
    const { body, sum } = stored;
    if (typeof body !== "string" || sum !== checksum(table, body)) return undefined;
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success && columnsAgree(stored, columnsOf[table](parsed.data as never)) ? parsed.data : undefined;
  };

export const decodeApproval = decoder("approval", approvalRowSchema);
export const decodeIntent = decoder("intent", intentSchema);
export const decodeAttempt = decoder("attempt", attemptSchema);
export const decodeFact = decoder("fact", factSchema);
export const decodeControl = decoder("control", controlSchema);
export const decodeFrozenText = decoder("frozen_text", frozenTextSchema);
