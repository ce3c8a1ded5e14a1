import type { BookEntry } from "#hub/ledger/index.ts";
import type { MessageState } from "#shared/message/states.ts";

/** Why a message counts as a problem on the run screen. */
export interface MessageProblem {
  /** What became of it: a state of sending, or a delivery that went wrong. */
  readonly state: string;
  /** The provider's or our own code for it; empty when nobody said. */
  readonly code: string;
}

const problemKinds: ReadonlySet<MessageState["kind"]> = new Set(["rejected", "dead", "held", "suppressed", "expired"]);
const problemDeliveries: ReadonlySet<string> = new Set(["bounced", "failed", "complained"]);

/** Undefined for a message that needs nobody. */
export const messageProblem = ({ state, facts }: Pick<BookEntry, "state" | "facts">): MessageProblem | undefined => {
  const kind = state.kind === "accepted" ? state.delivery : state.kind;
  const isProblem = state.kind === "accepted" ? problemDeliveries.has(kind) : problemKinds.has(state.kind);
  if (!isProblem) return undefined;
  if ("code" in state) return { state: kind, code: state.code };
  const said = facts.findLast((fact) => fact.kind === kind && fact.code !== "") ?? facts.findLast((fact) => fact.code !== "");
  return { state: kind, code: said?.code ?? "" };
};
