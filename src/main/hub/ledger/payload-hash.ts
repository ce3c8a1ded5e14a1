import { hash } from "node:crypto";
import type { FrozenText, PlanStep } from "#shared/message/ledger-rows.ts";

/** sha256 (hex) that a frozen text is stored and found by. Independent of the order of its keys. */
export const frozenTextSha256 = (text: FrozenText): string =>
  hash("sha256", JSON.stringify(Object.entries(text).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** What the person approved for one guest: addresses, texts (by hash) and values, as sha256 (hex). Invariant S14. */
export const payloadSha256Of = (plan: readonly PlanStep[], values: Readonly<Record<string, string>>): string =>
  hash(
    "sha256",
    JSON.stringify([
      plan.map((step) => [step.channel, step.contactPointId, step.address, step.textSha256, step.language]),
      Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
