import { hash } from "node:crypto";
import type { Suppression } from "#shared/domain/suppression.ts";
import { objectionIn } from "#shared/message/objection.ts";
import type { Fact, ProviderId } from "#shared/message/ledger-rows.ts";
import type { LedgerMessage } from "#hub/ledger/index.ts";
import { answerOf } from "./lifts.ts";

/** Where a suppression of this address is kept: 256 bits of sha256, so that no two collide and none tells the address. */
export const suppressionIdOf = (weddingId: string, channel: string, address: string): string =>
  hash("sha256", `${weddingId} ${channel} ${address}`);

/** One statement against an address. */
export interface Objection {
  readonly messageId: string;
  readonly at: number;
  readonly reason: Suppression["reason"];
  readonly provider: ProviderId | null;
  readonly code: string;
  readonly detail: string;
}

/** What was stated against addresses, apart from what a lift has answered. In memory: the ledger has it all. */
export interface Objections {
  /** Takes what is new; answers the suppressions that follow from it. */
  note(before: Pick<LedgerMessage, "facts">, after: LedgerMessage, now: number): readonly Suppression[];
  /** Since the last lift, oldest first. */
  against(suppressionId: string): readonly Objection[];
  /** All that a lift of this address would have to answer, by `answerOf`: what was stated now and before earlier lifts. */
  answersFor(suppressionId: string): readonly string[];
  /** These statements count no more, now and when they are read again. */
  answered(suppressionId: string, answers: ReadonlySet<string>): void;
}

export const createObjections = (): Objections => {
  const stated = new Map<string, Map<string, Objection>>();
  const lifted = new Map<string, ReadonlySet<string>>();
  return {
    note: (before, after, now) =>
      newObjections(before, after, now).flatMap(({ answer, objection, suppression }) => {
        const { id } = suppression;
        if (lifted.get(id)?.has(answer) === true) return [];
        stated.set(id, (stated.get(id) ?? new Map<string, Objection>()).set(answer, objection));
        return [suppression];
      }),
    against: (id) => [...(stated.get(id)?.values() ?? [])],
    answersFor: (id) => [...new Set([...(lifted.get(id) ?? []), ...(stated.get(id)?.keys() ?? [])])],
    answered: (id, answers) => {
      lifted.set(id, answers);
      for (const answer of answers) stated.get(id)?.delete(answer);
    },
  };
};

interface NewObjection {
  readonly answer: string;
  readonly objection: Objection;
  readonly suppression: Suppression;
}

const newObjections = (before: Pick<LedgerMessage, "facts">, after: LedgerMessage, now: number): NewObjection[] => {
  const seen = new Set(before.facts.map((fact) => fact.factId));
  return after.facts.flatMap((fact) => {
    const reason = seen.has(fact.factId) ? undefined : objectionIn(fact);
    const step = reason === undefined ? undefined : stepOf(after, fact);
    if (reason === undefined || step === undefined) return [];
    const { weddingId } = after.intent;
    const { channel, address } = step;
    const { messageId, provider, code, detail, at } = fact;
    const id = suppressionIdOf(weddingId, channel, address);
    return [
      {
        answer: answerOf(fact.factId),
        objection: { messageId, at, reason, provider, code, detail },
        suppression: { id, weddingId, channel, address, reason, createdAt: now, updatedAt: now },
      },
    ];
  });
};

/** The address that the fact's attempt wrote to. */
const stepOf = ({ intent, attempts }: LedgerMessage, fact: Fact) => {
  const attempt = attempts.find((one) => one.attemptId === fact.attemptId);
  return attempt === undefined ? undefined : intent.plan[attempt.planIndex];
};
