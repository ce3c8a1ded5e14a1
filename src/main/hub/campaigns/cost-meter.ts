import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { judgeAttempt } from "#shared/message/attempt-outcome.ts";
import type { Fact, Intent, PlanStep } from "#shared/message/ledger-rows.ts";
import type { MessageRows } from "#shared/message/states.ts";
import { countSms } from "#shared/sms/segments.ts";
import type { Render } from "#hub/dispatcher/dispatcher.ts";
import type { Ledger, MessageBook } from "#hub/ledger/index.ts";
import type { CostLimits } from "./cost-limit.ts";
import { assumedCentsPerPart, currency, microsPerCent } from "./estimate.ts";
import type { TextTerms } from "./world.ts";

export interface CostMeterDeps {
  readonly ledger: Pick<Ledger, "readTriedBySms">;
  readonly book: Pick<MessageBook, "onChange">;
  readonly render: Render;
  readonly terms: TextTerms;
}

/**
 * What was spent, counted from the ledger's attempts, so that it survives restarts: an attempt costs from the moment its row
 * is there until it is known that nothing was sent. The price is the one that the provider stated, until then today's, for what was sent
 * earlier too. What has no known price
 * counts as `assumedCentsPerPart`, and the review says so.
 */
export interface CostMeter {
  /** Resolves when the attempts of earlier starts are counted; the first call begins it. */
  counted(): Promise<void>;
  /** Hundredths of the currency unit for one message by this way; 0 where nothing costs. */
  costOf(intent: Intent, step: PlanStep): number;
  /** What the attempts of one message cost. */
  spentOn(rows: MessageRows): number;
  spentCents(scope: { readonly campaignId: string } | { readonly weddingId: string }): number;
  /**
   * Takes the price of one message out of what may be spent, until its attempt's row takes its place; false, and nothing is
   * taken, when that would be more than either limit. Synchronous: what two batches take at once is never more than there is.
   */
  take(intent: Intent, step: PlanStep, limits: CostLimits): boolean;
  stop(): void;
}

interface Spent {
  readonly campaignId: string;
  readonly weddingId: string;
  readonly cents: number;
}

export const createCostMeter = ({ ledger, book, render, terms }: CostMeterDeps): CostMeter => {
  const byMessage = new Map<string, Spent>();
  const sums = new Map<string, number>();
  const reserved = new Map<string, Spent>();
  const add = ({ campaignId, weddingId, cents }: Spent, sign: 1 | -1): void => {
    for (const scope of [`campaign ${campaignId}`, `wedding ${weddingId}`]) sums.set(scope, (sums.get(scope) ?? 0) + sign * cents);
  };
  /** Puts one entry in the place of another in one of the two books. */
  const put = (kept: Map<string, Spent>, messageId: string, spent: Spent | undefined): void => {
    const before = kept.get(messageId);
    if (before !== undefined) add(before, -1);
    if (spent === undefined) kept.delete(messageId);
    else {
      kept.set(messageId, spent);
      add(spent, 1);
    }
  };
  const costOf = (intent: Intent, step: PlanStep): number => {
    if (intent.practice || step.channel !== "sms") return 0;
    const rendered = render(intent, intent.plan.indexOf(step));
    if (!rendered.ok || rendered.payload.channel !== "sms") return 0;
    const { segments } = countSms(rendered.payload.body);
    return terms.centsOf(countryOfNumber(step.address), segments) ?? segments * assumedCentsPerPart;
  };
  const spentOn = (rows: MessageRows): number =>
    chargedSteps(rows).reduce((sum, { step, statedCents }) => sum + (statedCents ?? costOf(rows.intent, step)), 0);
  const note = (rows: MessageRows): void => {
    const { intent } = rows;
    const cents = spentOn(rows);
    put(reserved, intent.messageId, undefined);
    put(byMessage, intent.messageId, cents === 0 ? undefined : { campaignId: intent.campaignId, weddingId: intent.weddingId, cents });
  };
  const unsubscribe = book.onChange((changes) => {
    for (const { after } of changes) note(after);
  });
  const count = async (): Promise<void> => {
    for await (const page of ledger.readTriedBySms()) for (const rows of page) note(rows);
  };
  let counting: Promise<void> | undefined;
  const spentCents: CostMeter["spentCents"] = (scope) =>
    sums.get("campaignId" in scope ? `campaign ${scope.campaignId}` : `wedding ${scope.weddingId}`) ?? 0;
  return {
    counted: () => (counting ??= count()),
    costOf,
    spentOn,
    spentCents,
    take: (intent, step, { messageCents, weddingCents }) => {
      const { messageId, campaignId, weddingId } = intent;
      put(reserved, messageId, undefined);
      const cents = costOf(intent, step);
      if (cents === 0) return true;
      if (spentCents({ campaignId }) + cents > messageCents || spentCents({ weddingId }) + cents > weddingCents) return false;
      put(reserved, messageId, { campaignId, weddingId, cents });
      return true;
    },
    stop: unsubscribe,
  };
};

/** The steps whose attempts may have been charged: all of which nobody knows that nothing was sent. */
const chargedSteps = ({ intent, attempts, facts }: MessageRows): { readonly step: PlanStep; readonly statedCents: number | undefined }[] =>
  attempts
    .map((attempt) =>
      judgeAttempt(
        attempt,
        facts.filter(({ attemptId }) => attemptId === attempt.attemptId),
      ),
    )
    .filter(({ outcome }) => outcome !== "rejected" && outcome !== "deferred")
    .flatMap(({ attempt, facts: own }) => {
      const step = intent.plan[attempt.planIndex];
      return step === undefined ? [] : [{ step, statedCents: statedCentsIn(own) }];
    });

const statedCentsIn = (facts: readonly Fact[]): number | undefined => {
  const price = facts.find((fact) => fact.price?.currency === currency)?.price;
  return price && price.amountMicros / microsPerCent;
};
