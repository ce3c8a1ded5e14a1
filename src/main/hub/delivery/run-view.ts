import type { Run, Tally } from "#shared/api/campaigns.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { BookEntry } from "#hub/ledger/index.ts";
import type { WaitingOf } from "./message-of.ts";
import { waitingSentence } from "./words.ts";

export interface RunFacts {
  readonly campaign: Campaign;
  readonly tally: Tally;
  /** Messages of the approval that counts, as far as they are in memory: all open ones are. */
  readonly entries: readonly BookEntry[];
  readonly paused: boolean;
  readonly perSecond: number | null;
  readonly sparkline: number[];
  readonly waitingOf: WaitingOf;
  readonly zone: string;
  readonly now: number;
  readonly stream: Run["stream"];
}

/** The run screen's numbers, from what is known at this moment. Pure. */
export const runView = (facts: RunFacts): Run => {
  const { campaign, tally, now, perSecond } = facts;
  const phase = phaseOf(facts);
  const open = tally.waiting + tally.sending;
  return {
    campaign,
    phase,
    tally,
    holdUntil: phase === "hold" ? campaign.holdUntil : null,
    perSecond,
    // Rounded up to the full second: a forecast that is a little late disappoints nobody.
    doneAt:
      phase === "running" && perSecond !== null && perSecond > 0 && open > 0
        ? Math.ceil((now + (open / perSecond) * 1000) / 1000) * 1000
        : null,
    sparkline: facts.sparkline,
    waitingReasons: waitingReasons(facts),
    problems: problemsOf(facts.entries),
    stream: facts.stream,
  };
};

const phaseOf = ({ campaign, tally, entries, paused, waitingOf }: RunFacts): Run["phase"] => {
  if (campaign.approvedCount === null) return "draft";
  if (campaign.status === "draft") return "draft";
  const open = tally.waiting + tally.sending + tally.unknown;
  if (open === 0) return tally.approved > 0 && tally.cancelled === tally.approved ? "cancelled" : "settled";
  if (paused) return "paused";
  const holds = entries.some((entry) => entry.state.kind === "queued" && waitingOf(entry.intent.messageId)?.reason === "hold");
  return holds && tally.waiting === tally.approved ? "hold" : "running";
};

const waitingReasons = ({ entries, waitingOf, zone, now }: RunFacts): Run["waitingReasons"] => {
  const groups = new Map<string, Run["waitingReasons"][number]>();
  for (const { intent, state } of entries) {
    if (state.kind !== "queued") continue;
    const waiting = waitingOf(intent.messageId) ?? { reason: "due" as const, until: null };
    const known = groups.get(waiting.reason);
    const until = latest(known?.until ?? null, waiting.until);
    groups.set(waiting.reason, {
      reason: waiting.reason,
      count: (known?.count ?? 0) + 1,
      until,
      sentence: waitingSentence(waiting.reason, until, zone, now),
    });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
};

const latest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

const problemKinds: ReadonlySet<MessageState["kind"]> = new Set(["rejected", "dead", "held", "suppressed", "expired"]);

const problemWords: Readonly<Record<string, string>> = {
  held: "We don't know whether these went out",
  rejected: "Refused by the provider",
  dead: "Gave up after several tries",
  suppressed: "Must not be written to",
  expired: "Would have been too late",
  bounced: "Bounced",
  failed: "Could not be delivered",
  complained: "Reported as unwanted",
};

const problemsOf = (entries: readonly BookEntry[]): Run["problems"] => {
  const groups = new Map<string, Run["problems"][number]>();
  for (const entry of entries) {
    const kind = problemKindOf(entry.state);
    if (kind === undefined) continue;
    const code = codeOf(entry);
    const key = `${kind} ${code}`;
    const known = groups.get(key);
    groups.set(key, {
      state: kind,
      code,
      sentence: known?.sentence ?? problemWords[kind] ?? kind,
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
};

const problemKindOf = (state: MessageState): string | undefined => {
  if (state.kind === "accepted") {
    return state.delivery === "bounced" || state.delivery === "failed" || state.delivery === "complained" ? state.delivery : undefined;
  }
  return problemKinds.has(state.kind) ? state.kind : undefined;
};

const codeOf = (entry: BookEntry): string =>
  "code" in entry.state ? entry.state.code : (entry.facts.findLast((fact) => fact.code !== "")?.code ?? "");
