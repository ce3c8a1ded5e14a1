import { createHash } from "node:crypto";
import type { LookUpOutcome, SendRequest } from "../contract.ts";
import { isMessagingService } from "../profiles/index.ts";
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
  readonly sender: string;
  /** Messages that are known to belong to other attempts. */
  readonly isTaken: (sid: string) => boolean;
  readonly now: number;
}

/** Finds an attempt's message in the answer to `GET …/Messages.json?To=…`. Pure. */
export const findInList = (result: CallResult, question: LookUpQuestion): LookUpOutcome => {
  if (result.kind !== "answered") return { kind: "cannot-tell", code: result.code === "aborted" ? "aborted" : "unreachable" };
  const list = objectOf(result.body);
  const messages = list?.["messages"];
  if (result.status !== 200 || !Array.isArray(messages)) return { kind: "cannot-tell", code: `answered-${result.status}` };
  const rows = messages.filter((row): row is Readonly<Record<string, unknown>> => typeof row === "object" && row !== null);
  // Their clock, not ours, dates the messages.
  const theirNow = Date.parse(result.headers.get("date") ?? "");
  const startedAt = question.startedAt + (Number.isFinite(theirNow) ? theirNow - question.now : 0);
  const matching = rows.filter((row) => isOurs(row, question, startedAt));
  const [match] = matching;
  if (match === undefined)
    return reachesBack(list, rows, startedAt) ? { kind: "not-found" } : { kind: "cannot-tell", code: "too-many-messages" };
  // Two of the same: one of them is surely somebody else's, and nobody can say which.
  if (matching.length > 1) return { kind: "cannot-tell", code: "several-alike" };
  return { kind: "found", providerMessageId: String(match["sid"]), fact: factOfStatus(String(match["status"])) ?? "accepted" };
};

const isOurs = (row: Readonly<Record<string, unknown>>, { request, sender, isTaken }: LookUpQuestion, startedAt: number): boolean => {
  const { payload } = request;
  const sid = row["sid"];
  if (payload.channel !== "sms" || typeof sid !== "string" || isTaken(sid)) return false;
  const createdAt = createdAtOf(row);
  return (
    row["to"] === payload.to &&
    String(row["direction"]).startsWith("outbound") &&
    (isMessagingService(sender) ? row["messaging_service_sid"] === sender : row["from"] === sender) &&
    createdAt >= startedAt - windowMsBefore &&
    createdAt <= startedAt + windowMsAfter &&
    sha256(String(row["body"])) === sha256(payload.body)
  );
};

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
