import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { PolledState, PollOutcome } from "../contract.ts";
import { objectOf, type Transport } from "../transport.ts";
import { ResendCall, type ResendAccount } from "./client.ts";

/** The most that one answer lists (providers.md 1.2). */
const pageSize = 100;
/** Pages of one question: 10,000 messages, a planner's biggest send. */
const pagesMax = 100;
/** Between two pages: half of the two calls a second that the account has (providers.md 1.3) stays for sending. */
const pageGapMs = 1_000;

/** How far a message got by `last_event` (providers.md 1.5). Queued and scheduled ones say nothing yet. */
const kinds: Readonly<Record<string, FactKind>> = {
  sent: "sent",
  delivered: "delivered",
  delivery_delayed: "delivery-delayed",
  opened: "opened",
  clicked: "clicked",
  bounced: "bounced",
  complained: "complained",
  failed: "failed",
  canceled: "failed",
  suppressed: "failed",
};

interface Poll {
  readonly account: ResendAccount;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Reads the account's newest messages back to `since`. A key that may only send cannot ask. */
export const pollResend = async (poll: Poll, since: number, signal: AbortSignal): Promise<PollOutcome> => {
  const states: PolledState[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    if (page > 0) await poll.clock.sleep(pageGapMs, signal).catch(() => undefined);
    const read = await readPage(poll, after, signal);
    if (read.kind === "cannot-tell") return read;
    states.push(...read.rows.flatMap(stateOf));
    const last = read.rows.at(-1);
    if (!read.hasMore || last === undefined || Date.parse(String(last["created_at"])) < since) break;
    after = last.id;
  }
  return { kind: "told", states };
};

type Page = { readonly kind: "page"; readonly rows: readonly Row[]; readonly hasMore: boolean };

const readPage = async (
  { account, transport }: Poll,
  after: string | undefined,
  signal: AbortSignal,
): Promise<Page | Extract<PollOutcome, { kind: "cannot-tell" }>> => {
  const call = new ResendCall(account, transport, signal);
  await call.emails.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
  const { result } = call;
  if (result?.kind !== "answered") return { kind: "cannot-tell", code: "unreachable" };
  const answer = objectOf(result.body);
  const rows = answer?.["data"];
  if (result.status !== 200 || !Array.isArray(rows)) return { kind: "cannot-tell", code: reasonOf(result.status, answer) };
  return { kind: "page", rows: rows.filter(isRow), hasMore: answer?.["has_more"] === true };
};

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const isRow = (row: unknown): row is Row => typeof row === "object" && row !== null && "id" in row && typeof row.id === "string";

const stateOf = (row: Row): PolledState[] => {
  const event = String(row["last_event"]);
  const kind = kinds[event];
  return kind === undefined ? [] : [{ providerMessageId: row.id, kind, code: kind === "failed" ? event : "", detail: "" }];
};

const reasonOf = (status: number, answer: Readonly<Record<string, unknown>> | undefined): string =>
  answer?.["name"] === "restricted_api_key" ? "key-may-only-send" : `answered-${status}`;
