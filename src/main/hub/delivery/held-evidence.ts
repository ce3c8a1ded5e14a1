import type { HeldEvidence } from "#shared/api/messages.ts";
import type { Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import type { BookEntry } from "#hub/ledger/index.ts";

/** What a step of an intent reads like; handed in by whoever merges texts. */
export type RenderPayload = (
  intent: Intent,
  planIndex: number,
) => { readonly ok: true; readonly payload: Payload } | { readonly ok: false };

/** Longest text that is shown as evidence: enough to know it again. */
const bodyLengthMax = 600;

/** All that is known about a held message, for the person who decides; null for one that is not held. Pure but for `render`. */
export const heldEvidence = (entry: BookEntry, render: RenderPayload): HeldEvidence | null => {
  const { state, intent } = entry;
  if (state.kind !== "held") return null;
  const { attempt } = state;
  const about = entry.facts.filter(({ attemptId }) => attemptId === attempt.attemptId);
  const doubt = about.find(({ kind }) => kind === "unknown");
  const rendered = render(intent, attempt.planIndex);
  return {
    provider: attempt.provider,
    askedAt: attempt.startedAt,
    heldAt: state.since,
    cameBack: doubt === undefined || doubt.detail === "" ? "Nothing: this computer stopped before an answer came." : doubt.detail,
    lookUps: about.filter(isLookUp).map((fact) => ({ at: fact.at, sentence: lookUpWords(fact) })),
    keyed: attempt.idempotencyKey !== "",
    expiresAt: intent.expiresAt,
    text: rendered.ok ? textOf(rendered.payload) : null,
  };
};

const isLookUp = ({ source, kind }: Fact): boolean => source === "look-up" || kind === "not-found";

const lookUpWords = ({ kind, detail }: Fact): string => {
  if (kind === "not-found") return "The provider does not know it.";
  return detail === "" ? `The provider says: ${kind.replaceAll("-", " ")}.` : detail;
};

const textOf = (payload: Payload): { title: string; body: string } => {
  switch (payload.channel) {
    case "email":
      return { title: payload.subject, body: payload.text.slice(0, bodyLengthMax) };
    case "sms":
      return { title: "", body: payload.body.slice(0, bodyLengthMax) };
    case "push":
      return { title: payload.title, body: payload.body.slice(0, bodyLengthMax) };
  }
};
