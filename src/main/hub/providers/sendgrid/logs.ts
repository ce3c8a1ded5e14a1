import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { LookUpOutcome, PolledState, PollOutcome, SendRequest } from "../contract.ts";
import { addressOf } from "../mailbox.ts";
import { objectOf, type CallResult } from "../transport.ts";

/** Asks SendGrid's log of messages (`/v3/logs`, since October 2025); `body` null for a GET. */
export type AskLogs = (path: string, body: object | null, signal: AbortSignal) => Promise<CallResult>;

/** The most that one answer lists (providers.md 2.2). */
const pageSize = 1_000;
/** Pages of one question: 10,000 messages, a planner's biggest send. */
const pagesMax = 10;
/** The older interface of the same data allowed six questions a minute; nobody published a figure for this one. */
const pageGapMs = 10_000;
/** Messages to one address within the window that are looked into, one call each. */
const candidatesMax = 5;
/** How long before its start an attempt can have made a message: clocks differ. */
const windowMsBefore = 2 * 60 * 1000;
/** What is missing was not taken, once the log shows something that was taken this much later. */
const logLagMs = 60 * 1000;

interface Row {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly createdAt: number;
}

type Page = { readonly kind: "page"; readonly rows: readonly Row[] } | { readonly kind: "cannot-tell"; readonly code: string };

/** Reads what became of the messages since then: the newest first, older ones while there are more than a page. */
export const pollSendgrid = async (ask: AskLogs, clock: Clock, since: number, signal: AbortSignal): Promise<PollOutcome> => {
  const states = new Map<string, PolledState>();
  let until: number | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    if (page > 0) await clock.sleep(pageGapMs, signal).catch(() => undefined);
    const upTo = until === undefined ? "" : ` AND sg_message_id_created_at <= ${timestamp(until)}`;
    const read = await readPage(ask, `sg_message_id_created_at >= ${timestamp(since)}${upTo}`, pageSize, signal);
    if (read.kind === "cannot-tell") return read;
    for (const row of read.rows) states.set(row.id, stateOf(row));
    const oldest = Math.min(...read.rows.map(({ createdAt }) => createdAt));
    if (read.rows.length < pageSize || oldest === until) break;
    until = oldest;
  }
  return { kind: "told", states: [...states.values()] };
};

/** Finds an attempt's message by the id that it carries. Messages to the same address are looked into one by one. */
export const lookUpSendgrid = async (
  ask: AskLogs,
  { request, startedAt }: { readonly request: SendRequest; readonly startedAt: number },
  signal: AbortSignal,
): Promise<LookUpOutcome> => {
  const to = addressOf(request.payload.to);
  // There is no rule for quotes inside of a question.
  if (/["'\\]/u.test(to)) return { kind: "cannot-tell", code: "address-with-quotes" };
  const from = timestamp(startedAt - windowMsBefore);
  const list = await readPage(ask, `to_email = "${to}" AND sg_message_id_created_at >= ${from}`, candidatesMax + 1, signal);
  if (list.kind === "cannot-tell") return list;
  if (list.rows.length > candidatesMax) return { kind: "cannot-tell", code: "too-many-messages" };
  for (const row of list.rows) {
    const result = await ask(`/v3/logs/${encodeURIComponent(row.id)}`, null, signal);
    const args = result.kind === "answered" && result.status === 200 ? objectOf(result.body)?.["custom_args"] : undefined;
    if (typeof args !== "object" || args === null) return { kind: "cannot-tell", code: codeOf(result) };
    if ("usher_attempt_id" in args && args.usher_attempt_id === request.attemptId) {
      return { kind: "found", providerMessageId: idOf(row.id), fact: stateOf(row).kind };
    }
  }
  return await absent(ask, startedAt, signal);
};

/** A log that lags shows nothing either: only a later message proves that the attempt's is missing. */
const absent = async (ask: AskLogs, startedAt: number, signal: AbortSignal): Promise<LookUpOutcome> => {
  const later = await readPage(ask, `sg_message_id_created_at >= ${timestamp(startedAt + logLagMs)}`, 1, signal);
  if (later.kind === "cannot-tell") return later;
  return later.rows.length > 0 ? { kind: "not-found" } : { kind: "cannot-tell", code: "log-may-lag" };
};

const readPage = async (ask: AskLogs, query: string, limit: number, signal: AbortSignal): Promise<Page> => {
  const result = await ask("/v3/logs", { query, limit }, signal);
  const messages = result.kind === "answered" && result.status === 200 ? objectOf(result.body)?.["messages"] : undefined;
  return Array.isArray(messages) ? { kind: "page", rows: messages.flatMap(rowOf) } : { kind: "cannot-tell", code: codeOf(result) };
};

/** 403 and 404: this account, or this key, has no log. */
const codeOf = (result: CallResult): string => {
  if (result.kind !== "answered") return "unreachable";
  return result.status === 403 || result.status === 404 ? "no-log-for-this-key" : `answered-${result.status}`;
};

const rowOf = (row: unknown): Row[] => {
  if (typeof row !== "object" || row === null || !("sg_message_id" in row) || typeof row.sg_message_id !== "string") return [];
  const {
    sg_message_id: id,
    status,
    reason,
    sg_message_id_created_at: created,
  } = row as Readonly<Record<string, unknown>> & {
    readonly sg_message_id: string;
  };
  return [{ id, status: String(status), reason: typeof reason === "string" ? reason : "", createdAt: Date.parse(String(created)) }];
};

/** What the log calls a message begins with what the answer to its sending called it (providers.md 2.5). */
const idOf = (logId: string): string => logId.split(".", 1)[0] ?? logId;

/** How far a message got by the log's word. */
const kinds: Readonly<Record<string, FactKind>> = {
  processed: "sent",
  delivered: "delivered",
  deferred: "delivery-delayed",
  bounced: "bounced",
  blocked: "failed",
  dropped: "failed",
};

/** The reason may hold addresses: it is read here and goes nowhere. */
const stateOf = ({ id, status, reason }: Row): PolledState => {
  const kind = status === "dropped" && /bounced|invalid/iu.test(reason) ? "bounced" : (kinds[status] ?? "accepted");
  const isNewsOfFailure = kind === "failed" || (kind === "bounced" && status === "dropped");
  return { providerMessageId: idOf(id), kind, code: isNewsOfFailure ? status : "", detail: "" };
};

const timestamp = (at: number): string => `TIMESTAMP "${new Date(at).toISOString()}"`;
