import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { PolledState, PollOutcome } from "../contract.ts";
import { objectOf, type Transport } from "../transport.ts";
import { ResendCall, type ResendAccount } from "./client.ts";

/** The most that one answer lists (providers.md 1.2). */
const pageSize = 100;
/** Pages of one question: 2,000 messages. A bigger send is seen in part now and further at the next question. */
const pagesMax = 20;

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

/** Reads the account's newest messages back to `since`. A key that may only send cannot ask. */
export const pollResend = async (
  account: ResendAccount,
  transport: Transport,
  since: number,
  signal: AbortSignal,
): Promise<PollOutcome> => {
  const states: PolledState[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const call = new ResendCall(account, transport, signal);
    await call.emails.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    const { result } = call;
    if (result?.kind !== "answered") return { kind: "cannot-tell", code: "unreachable" };
    const answer = objectOf(result.body);
    const rows = answer?.["data"];
    if (result.status !== 200 || !Array.isArray(rows)) return { kind: "cannot-tell", code: reasonOf(result.status, answer) };
    const listed = rows.filter(isRow);
    states.push(...listed.flatMap(stateOf));
    const last = listed.at(-1);
    if (answer?.["has_more"] !== true || last === undefined || Date.parse(String(last["created_at"])) < since) break;
    after = last.id;
  }
  return { kind: "told", states };
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
