import type { ReportRow, RunReport } from "#shared/api/run-report.ts";
import type { Campaign, Guest, Wedding } from "#shared/domain/index.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { MessageRows, MessageState } from "#shared/message/states.ts";
import { UsherError } from "#shared/problem.ts";
import type { BookEntry, Ledger, LedgerMessage } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { messageOf, type WaitingOf } from "./message-of.ts";
import { fieldsOf } from "./tallies.ts";
import { messageSentence } from "./words.ts";

export interface RunReportDeps {
  readonly collections: Pick<StoreCollections, "campaigns" | "guests" | "messages" | "weddings">;
  readonly ledger: Pick<Ledger, "readMessages">;
  readonly waitingOf: WaitingOf;
  /** Hundredths of the currency unit that a message cost, by today's prices. */
  readonly spentOn: (rows: MessageRows) => number;
  readonly clock: Clock;
}

/** Prices are known in US dollars only (providers/profiles). */
const currency = "USD";

/** Messages looked up in the ledger at once: about two milliseconds. */
const messagesPerRead = 100;

/**
 * Accounts for everybody of the approval that counts: the store says which messages the slot has, the ledger what became of
 * each. A message that another campaign took over since is told as it ended under this one.
 */
export const runReportOf = async (deps: RunReportDeps, campaignId: string): Promise<RunReport> => {
  const { collections, clock } = deps;
  const campaign = (await collections.campaigns.findOne(campaignId).exec())?.toMutableJSON() as Campaign | undefined;
  if (campaign === undefined || campaign.approvedCount === null) throw notApproved();
  const wedding = (await collections.weddings.findOne(campaign.weddingId).exec())?.toMutableJSON() as Wedding | undefined;
  const zone = wedding?.zone ?? "UTC";
  const entries = await entriesOf(deps, campaign);
  const guests = await collections.guests.findByIds([...new Set(entries.map(({ intent }) => intent.guestId))]).exec();
  const now = clock.now();
  const rows = entries.map((entry) => {
    const guest = guests.get(entry.intent.guestId)?.toJSON() as Guest | undefined;
    return rowOf(entry, guest === undefined ? "" : `${guest.givenName} ${guest.familyName}`.trim(), { ...deps, zone, now });
  });
  return {
    campaignName: campaign.name,
    weddingName: wedding?.name ?? "",
    zone,
    approvedAt: campaign.approvedAt,
    madeAt: now,
    approved: campaign.approvedCount,
    sumCloses: rows.length === campaign.approvedCount,
    currency,
    rows: rows.toSorted((a, b) => byName.compare(a.name, b.name) || (a.messageId < b.messageId ? -1 : 1)),
  };
};

const byName = new Intl.Collator("en");

const notApproved = (): UsherError =>
  new UsherError({
    code: "not-approved",
    sentence: "This message was never approved, so there is nothing to account for.",
    nextStep: "Approve it first.",
  });

const entriesOf = async ({ collections, ledger, clock }: RunReportDeps, campaign: Campaign): Promise<BookEntry[]> => {
  // By slot: a message keeps its id when another campaign takes it over.
  const found = await collections.messages.find({ selector: { weddingId: campaign.weddingId, slot: campaign.slot } }).exec();
  const entries: BookEntry[] = [];
  for (let start = 0; start < found.length; start += messagesPerRead) {
    const ids = found.slice(start, start + messagesPerRead).map(({ id }) => id);
    for (const rows of ledger.readMessages(ids).values()) entries.push(...entryUnder(rows, campaign));
    await clock.sleep(0);
  }
  return entries;
};

/** The message as this campaign's approval knows it; nothing when that one did not hold it. */
const entryUnder = (rows: LedgerMessage, { id, approvedRevision }: Campaign): BookEntry[] => {
  const isOurs = ({ campaignId, revision }: LedgerMessage["intent"]): boolean => campaignId === id && revision === approvedRevision;
  if (isOurs(rows.intent)) return [{ ...rows, state: foldMessage(rows) }];
  return rows.earlier.filter(isOurs).map((intent) => {
    const attempts = rows.attempts.filter(({ approvalId }) => approvalId === intent.approvalId);
    const own = new Set<string | null>(attempts.map(({ attemptId }) => attemptId));
    const facts = rows.facts.filter((fact) => (fact.attemptId === null ? fact.approvalId === intent.approvalId : own.has(fact.attemptId)));
    const past = { intent, attempts, facts, damaged: rows.damaged, earlier: [] };
    return { ...past, state: foldMessage(past) };
  });
};

interface RowContext extends Pick<RunReportDeps, "waitingOf" | "spentOn"> {
  readonly zone: string;
  readonly now: number;
}

const rowOf = (entry: BookEntry, name: string, { waitingOf, spentOn, zone, now }: RowContext): ReportRow => {
  const message = messageOf(entry, waitingOf);
  return {
    messageId: message.id,
    guestId: message.guestId,
    name,
    term: termOf(entry.state),
    sentence: messageSentence(message, zone, now),
    reason: isFine(entry.state) ? "" : [message.code.replaceAll("-", " "), message.detail].filter((words) => words !== "").join(": "),
    channel: message.channel,
    provider: message.provider,
    attempts: message.attempts,
    at: message.updatedAt,
    cents: spentOn(entry),
  };
};

/** Of the fields that a state counts in, the most particular one: the terms of a closing sum are disjoint. */
const termOf = (state: MessageState): ReportRow["term"] => {
  const fields = fieldsOf(state);
  return fields.at(-1) ?? fields[0] ?? "waiting";
};

const isFine = (state: MessageState): boolean =>
  state.kind === "queued" ||
  state.kind === "started" ||
  (state.kind === "accepted" && !["bounced", "failed", "complained"].includes(state.delivery));
