import type { Suppression } from "../domain/suppression.ts";
import type { Fact, FactKind } from "./ledger-rows.ts";

/** Kinds of facts that may forbid writing to an address again; `objectionIn` says whether one does. */
export const objectionKinds = ["complained", "unsubscribed", "bounced", "rejected"] as const satisfies readonly FactKind[];

/** What a fact says about the address itself, and for good; undefined when it says nothing. */
export const objectionIn = ({ kind, scope, code }: Pick<Fact, "kind" | "scope" | "code">): Suppression["reason"] | undefined => {
  if (!objectionKinds.some((one) => one === kind)) return undefined;
  if (kind === "complained") return "complaint";
  if (kind === "unsubscribed" || code === "opted-out") return "opted-out";
  if (kind === "bounced") return scope === "message" ? undefined : "hard-bounce";
  return scope === "recipient" ? "hard-bounce" : undefined;
};
