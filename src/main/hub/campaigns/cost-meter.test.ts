import { afterEach, expect, it } from "vitest";
import { createMessageBook, openLedger } from "#hub/ledger/index.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { intentOf, renderApproved } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { createCostMeter } from "./cost-meter.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it("what a message cost is the provider's own price for each attempt, and ours until it says one", () => {
  const clock = createVirtualClock();
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const book = createMessageBook(ledger);
  const terms = { centsOf: () => 1, ruleFor: () => null, checkedOn: () => null };
  const meter = createCostMeter({ ledger, book, render: renderApproved, terms });
  closing.push(async () => {
    meter.stop();
    book.stop();
    await ledger.close();
  });
  const intent = intentOf("g1", clock.now(), { practice: false, channels: ["sms"] });
  const attempt = attemptOf(1, { messageId: intent.messageId, provider: "twilio" });
  const accepted = factOf("accepted", attempt);
  const rows = { intent, attempts: [attempt], facts: [accepted] };
  expect(meter.spentOn(rows)).toBe(1);
  const priced = (currency: string) => factOf("delivered", attempt, { price: { amountMicros: 8_300, currency } });
  expect(meter.spentOn({ ...rows, facts: [accepted, priced("USD")] })).toBe(0.83);
  // Another currency's figure is no figure of ours.
  expect(meter.spentOn({ ...rows, facts: [accepted, priced("EUR")] })).toBe(1);
});
