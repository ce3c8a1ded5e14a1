import type { DatabaseSync } from "node:sqlite";
import { objectionKinds } from "#shared/message/objection.ts";
import { proofKinds } from "#shared/message/delivery-rank.ts";
import type { Attempt, Control, Fact, FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import type { LedgerMessage } from "./ledger.ts";
import type { LedgerTable } from "./ledger-schema.ts";
import type { DamageLog } from "./damage-log.ts";
import { standInFor } from "./damaged-intent.ts";
import {
  decodeApproval,
  decodeAttempt,
  decodeControl,
  decodeFact,
  decodeFrozenText,
  decodeIntent,
  provenColumns,
  type ApprovalRow,
  type StoredRow,
} from "./row-codec.ts";

/** `open`: not proven accepted. `objected`: something was stated that may forbid writing to the address again. */
export type WhichMessages = "all" | "open" | "objected";

/**
 * Reads rows and checks each one. A damaged row is counted and reported once; it stays in the file as it is. Where the
 * approval of a message cannot be read, something that cannot be sent stands for it (`damaged-intent.ts`).
 */
export interface LedgerReader {
  messages(messageIds: readonly string[]): Map<string, LedgerMessage>;
  /** Ids of valid messages after `afterSeq`, in order of approval, at most `limit`. */
  page(afterSeq: number, limit: number, which: WhichMessages): { messageIds: string[]; lastSeq: number } | undefined;
  /**
   * Ids of the messages that a real text was tried for, among the attempts after `afterSeq`; undefined when there are no more
   * attempts.
   */
  triedBySms(afterSeq: number): { messageIds: string[]; lastSeq: number } | undefined;
  approvalsTriedSince(at: number): ReadonlySet<string>;
  controls(): Control[];
  approvals(): ApprovalRow[];
  approvedRevisions(): ReadonlySet<string>;
  frozenText(sha256: string): FrozenText | undefined;
  counts(): { intents: number; attempts: number; facts: number; tornIntents: number };
}

/** Attempts looked at for what is going on just now: seconds of the fastest lane, and two milliseconds of work. */
const newestAttemptsMax = 500;

/** Attempts looked through at once for those of one provider: about five milliseconds. */
const attemptsPerLook = 5_000;

/** The only provider of real texts; `#2` and so on are further accounts of it. */
const smsTrialSql = `
  SELECT DISTINCT message_id AS messageId FROM attempt
  WHERE seq > ? AND seq <= ? AND instr(body, '"provider":"twilio') > 0`;

/** Valid intents of the asked messages, newest approval first. */
const intentsSql = `
  SELECT i.* FROM intent i JOIN approval a ON a.approval_id = i.approval_id
  WHERE i.message_id IN (SELECT value FROM json_each(?)) ORDER BY a.seq DESC`;

const ofMessages = (table: LedgerTable): string =>
  `SELECT * FROM ${table} WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY seq`;

/** A proof of acceptance is for ever, so what has one needs no dispatcher. */
const unprovenSql = `AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.message_id = i.message_id
  AND f.kind IN (${proofKinds.map((kind) => `'${kind}'`).join(", ")}))`;

const objectedSql = `AND EXISTS (SELECT 1 FROM fact f WHERE f.message_id = i.message_id
  AND f.kind IN (${objectionKinds.map((kind) => `'${kind}'`).join(", ")}))`;

const pageSql = (filter: string): string => `
  SELECT i.seq AS seq, i.message_id AS messageId FROM intent i JOIN approval a ON a.approval_id = i.approval_id
  WHERE i.seq > ? ${filter} ORDER BY i.seq LIMIT ?`;

/** Messages approved together lie together: one of these neighbours can be read, or none can. */
const siblingsSql = "SELECT * FROM intent WHERE seq BETWEEN :seq - 20 AND :seq + 20 AND approval_id = :approvalId";

export const createLedgerReader = (database: DatabaseSync, damage: DamageLog): LedgerReader => {
  const intents = database.prepare(intentsSql);
  const attempts = database.prepare(ofMessages("attempt"));
  const facts = database.prepare(ofMessages("fact"));
  const pages = {
    all: database.prepare(pageSql("")),
    open: database.prepare(pageSql(unprovenSql)),
    objected: database.prepare(pageSql(objectedSql)),
  };
  const text = database.prepare("SELECT * FROM frozen_text WHERE sha256 = ?");
  const approval = database.prepare("SELECT * FROM approval WHERE approval_id = ?");
  const siblings = database.prepare(siblingsSql);

  const decodeAll = <Row>(table: LedgerTable, stored: readonly StoredRow[], decode: (row: StoredRow) => Row | undefined): Row[] =>
    stored.flatMap((row) => {
      const decoded = decode(row);
      if (decoded === undefined) damage.note(table, row);
      return decoded ?? [];
    });

  const intentOf = (stored: StoredRow): Intent => {
    const intent = decodeIntent(stored);
    if (intent !== undefined) return intent;
    damage.note("intent", stored);
    const approvalId = String(stored["approval_id"]);
    const row = approval.get(approvalId);
    return standInFor(stored, {
      campaignId: String(row?.["campaign_id"]),
      revision: Number(row?.["revision"]),
      approvedAt: (row && decodeApproval(row)?.approvedAt) ?? 0,
      sibling: siblings.all({ seq: Number(stored["seq"]), approvalId }).flatMap((other) => decodeIntent(other) ?? [])[0],
    });
  };

  const messages = (messageIds: readonly string[]): Map<string, LedgerMessage> => {
    const asked = JSON.stringify(messageIds);
    const stored = intents.all(asked);
    // The usual answer while approving: nobody has heard of these messages.
    if (stored.length === 0) return new Map();
    const attemptsOf = Map.groupBy(decodeAll<Attempt>("attempt", attempts.all(asked), decodeAttempt), (row) => row.messageId);
    const factsOf = Map.groupBy(decodeAll<Fact>("fact", facts.all(asked), decodeFact), (row) => row.messageId);
    const found = new Map<string, LedgerMessage & { readonly earlier: Intent[] }>();
    for (const intent of stored.map(intentOf)) {
      const { messageId } = intent;
      const newer = found.get(messageId);
      if (newer !== undefined) newer.earlier.unshift(intent);
      else {
        const attempts = attemptsOf.get(messageId) ?? [];
        const facts = factsOf.get(messageId) ?? [];
        found.set(messageId, { intent, attempts, facts, damaged: damage.countOf(messageId), earlier: [] });
      }
    }
    return found;
  };

  return {
    messages,
    page: (afterSeq, limit, which) => {
      const rows = pages[which].all(afterSeq, limit);
      const last = rows.at(-1);
      return last && { messageIds: [...new Set(rows.map((row) => String(row["messageId"])))], lastSeq: Number(last["seq"]) };
    },
    triedBySms: smsTrialsIn(database),
    approvalsTriedSince: (at) => {
      const stored = database.prepare(`SELECT * FROM attempt ORDER BY seq DESC LIMIT ${newestAttemptsMax}`).all();
      const recent = decodeAll("attempt", stored, decodeAttempt).filter(({ startedAt }) => startedAt >= at);
      return new Set(recent.map(({ approvalId }) => approvalId));
    },
    controls: () => decodeAll("control", database.prepare("SELECT * FROM control ORDER BY seq").all(), decodeControl),
    approvedRevisions: () => approvedRevisionsOf(database),
    approvals: () => decodeAll("approval", database.prepare("SELECT * FROM approval ORDER BY seq").all(), decodeApproval),
    frozenText: (sha256) => decodeAll("frozen_text", text.all(sha256), decodeFrozenText)[0],
    counts: () => countsOf(database),
  };
};

const smsTrialsIn = (database: DatabaseSync): LedgerReader["triedBySms"] => {
  const trials = database.prepare(smsTrialSql);
  const last = database.prepare("SELECT max(seq) AS seq FROM attempt");
  return (afterSeq) => {
    if (afterSeq >= Number(last.get()?.["seq"])) return undefined;
    const lastSeq = afterSeq + attemptsPerLook;
    return { messageIds: trials.all(afterSeq, lastSeq).map((row) => String(row["messageId"])), lastSeq };
  };
};

/** By table, and from the columns where a body cannot be read: one of the two is right. */
const approvedRevisionsOf = (database: DatabaseSync): ReadonlySet<string> => {
  const rows: StoredRow[] = database.prepare("SELECT * FROM approval NOT INDEXED").all();
  return new Set(
    rows.map((row) => {
      const { campaign_id: campaignId, revision } = provenColumns("approval", row) ?? row;
      return `${String(campaignId)}:${String(revision)}`;
    }),
  );
};

const countsOf = (database: DatabaseSync): ReturnType<LedgerReader["counts"]> => {
  const count = (sql: string): number => Number(database.prepare(sql).get()?.["n"]);
  return {
    intents: count("SELECT count(*) AS n FROM intent"),
    attempts: count("SELECT count(*) AS n FROM attempt"),
    facts: count("SELECT count(*) AS n FROM fact"),
    tornIntents: count("SELECT count(*) AS n FROM intent WHERE approval_id NOT IN (SELECT approval_id FROM approval)"),
  };
};
