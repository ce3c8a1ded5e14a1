import { createHash } from "node:crypto";
import type { LookUpOutcome, SendRequest } from "../contract.ts";
import { objectOf, type CallResult } from "../transport.ts";
import { factOfStatus } from "./statuses.ts";

/** Newest messages to one number that are looked at: nobody gets fifty texts from one wedding within the window. */
export const lookUpPageSize = 50;
/** How long before and after its start an attempt can have made a message: clocks differ, requests hang. */
const windowMsBefore = 2 * 60 * 1000;
const windowMsAfter = 15 * 60 * 1000;

export interface LookUpQuestion {
  readonly request: SendRequest;
  readonly startedAt: number;
  /** As Twilio writes the number: with `whatsapp:` before it, or not. */
  readonly to: string;
  /** False where the list does not show a message's text as it was sent: then a text that differs proves nothing. */
  readonly showsText: boolean;
  /** Messages that are known to belong to other attempts. */
  readonly isTaken: (sid: string) => boolean;
  readonly now: number;
}

/** Finds an attempt's message in the answer to `GET …/Messages.json?To=…`. Pure. */
export const findInList = (result: CallResult, question: LookUpQuestion): LookUpOutcome => {
  if (result.kind !== "answered") return { kind: "cannot-tell", code: result.code === "aborted" ? "aborted" : "unreachable" };
  const list = objectOf(result.body);
  const rows = result.status === 200 ? rowsOf(list) : undefined;
  if (rows === undefined) return { kind: "cannot-tell", code: `answered-${result.status}` };
  const startedAt = startedByTheirClock(result.headers, question);
  const candidates = rows.filter((row) => mayBeOurs(row, question, startedAt));
  const matching = candidates.filter((row) => saysOurText(row, question));
  const [match] = matching;
  // Two of the same: one of them is surely somebody else's, and nobody can say which.
  if (matching.length > 1) return { kind: "cannot-tell", code: "several-alike" };
  if (match !== undefined)
    return { kind: "found", providerMessageId: String(match["sid"]), fact: factOfStatus(String(match["status"])) ?? "accepted" };
  if (candidates.length > 0 && !question.showsText) return { kind: "cannot-tell", code: "text-not-shown" };
  return reachesBack(list, rows, startedAt) ? { kind: "not-found" } : { kind: "cannot-tell", code: "too-many-messages" };
};

/** Their clock, not ours, dates the messages. */
const startedByTheirClock = (headers: Headers, { startedAt, now }: LookUpQuestion): number => {
  const theirNow = Date.parse(headers.get("date") ?? "");
  return startedAt + (Number.isFinite(theirNow) ? theirNow - now : 0);
};

const rowsOf = (list: Readonly<Record<string, unknown>> | undefined): readonly Readonly<Record<string, unknown>>[] | undefined => {
  const messages = list?.["messages"];
  if (!Array.isArray(messages)) return undefined;
  return messages.filter((row): row is Readonly<Record<string, unknown>> => typeof row === "object" && row !== null);
};

/** Whichever sender of the account it came from: that may have been changed since, and the guest has it either way. */
const mayBeOurs = (row: Readonly<Record<string, unknown>>, { to, isTaken }: LookUpQuestion, startedAt: number): boolean => {
  const sid = row["sid"];
  if (typeof sid !== "string" || isTaken(sid)) return false;
  const createdAt = createdAtOf(row);
  return (
    row["to"] === to &&
    String(row["direction"]).startsWith("outbound") &&
    createdAt >= startedAt - windowMsBefore &&
    createdAt <= startedAt + windowMsAfter
  );
};

const saysOurText = (row: Readonly<Record<string, unknown>>, { request: { payload } }: LookUpQuestion): boolean =>
  payload.channel === "sms" && sha256(String(row["body"])) === sha256(payload.body);

/** True when the list is complete or goes back to before the attempt: then what is missing was not there. */
const reachesBack = (
  list: Readonly<Record<string, unknown>> | undefined,
  rows: readonly Readonly<Record<string, unknown>>[],
  startedAt: number,
): boolean =>
  list?.["next_page_uri"] === null ||
  list?.["next_page_uri"] === undefined ||
  rows.some((row) => createdAtOf(row) < startedAt - windowMsBefore);

const createdAtOf = (row: Readonly<Record<string, unknown>>): number => Date.parse(String(row["date_created"]));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
