import type { FactKind } from "#shared/message/ledger-rows.ts";
import type { ChargedPrice, PolledState, PollOutcome } from "../contract.ts";
import { objectOf, type CallResult } from "../transport.ts";
import type { TwilioCall } from "./client.ts";
import { twilioCodeWord, twilioVerdict } from "./error-codes.ts";
import { factOfStatus } from "./statuses.ts";

/** The most that one answer lists (providers.md 3.2). */
const pageSize = 1_000;
/** Pages of one question: 5,000 texts. */
const pagesMax = 5;

/** Reads the account's newest messages back to `since`. */
export const pollTwilio = async (
  make: (run: (call: TwilioCall) => Promise<unknown>) => Promise<CallResult>,
  since: number,
): Promise<PollOutcome> => {
  const states: PolledState[] = [];
  let next: { readonly pageToken: string; readonly pageNumber: number } | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const asked = { pageSize, ...next };
    const result = await make(({ client }) => client.messages.page(asked));
    if (result.kind !== "answered") return { kind: "cannot-tell", code: "unreachable" };
    const answer = objectOf(result.body);
    const rows = answer?.["messages"];
    if (result.status !== 200 || !Array.isArray(rows)) return { kind: "cannot-tell", code: `answered-${result.status}` };
    const listed = rows.filter((row): row is Row => typeof row === "object" && row !== null);
    states.push(...listed.flatMap(stateOf));
    next = nextPageOf(answer?.["next_page_uri"]);
    const last = listed.at(-1);
    if (next === undefined || last === undefined || Date.parse(String(last["date_created"])) < since) break;
  }
  return { kind: "told", states };
};

type Row = Readonly<Record<string, unknown>>;

const nextPageOf = (uri: unknown): { pageToken: string; pageNumber: number } | undefined => {
  if (typeof uri !== "string" || uri === "") return undefined;
  const query = URL.parse(uri, "https://next.invalid")?.searchParams;
  const pageToken = query?.get("PageToken") ?? "";
  return pageToken === "" ? undefined : { pageToken, pageNumber: Number(query?.get("Page") ?? 0) };
};

const stateOf = (row: Row): PolledState[] => {
  const { sid, status, error_code: code } = row;
  if (typeof sid !== "string" || !String(row["direction"]).startsWith("outbound")) return [];
  const kind = factOfStatus(String(status));
  if (kind === undefined || kind === "accepted") return [];
  const price = priceOf(row);
  return [
    {
      providerMessageId: sid,
      ...failureOf(kind, typeof code === "number" ? code : undefined),
      detail: "",
      ...(price === undefined ? {} : { price }),
    },
  ];
};

/** Twilio writes `"-0.00750"` and `"USD"` once it knows; null until then. */
const priceOf = ({ price, price_unit: unit }: Row): ChargedPrice | undefined => {
  if (typeof price !== "string" || !/^-?\d{1,6}(?:\.\d{1,10})?$/u.test(price) || typeof unit !== "string") return undefined;
  const currency = unit.toUpperCase();
  return /^[A-Z]{3}$/u.test(currency) ? { amountMicros: Math.round(Math.abs(Number(price)) * 1e6), currency } : undefined;
};

/** A number that cannot be reached for good has bounced; any other failure is this message's own. */
const failureOf = (kind: FactKind, code: number | undefined): { kind: FactKind; code: string } => {
  if (kind !== "failed" || code === undefined) return { kind, code: "" };
  return { kind: twilioVerdict(code) === "recipient" ? "bounced" : "failed", code: twilioCodeWord(code) };
};
