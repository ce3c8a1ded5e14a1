import { afterEach, expect, it } from "vitest";
import type { Provider } from "#hub/providers/contract.ts";
import { createMessageBook, openLedger } from "#hub/ledger/index.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { attemptOf, factOf } from "#test/dispatch/rows.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { accountUseOf } from "./account-use.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it("counts what only an account can say and what would wait without it", async () => {
  const clock = createVirtualClock();
  const ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
  const book = createMessageBook(ledger);
  closing.push(async () => {
    book.stop();
    await ledger.close();
  });
  const done = async (work: Promise<unknown>): Promise<void> => {
    await clock.advance(1_000);
    await work;
  };
  const intents = ["g1", "g2", "g3", "g4"].map((guest) => intentOf(guest, clock.now(), { practice: guest === "g4" }));
  await done(ledger.approve(approvalOf(intents)));
  const [doubtful, settled] = intents;
  if (doubtful === undefined || settled === undefined) throw new Error("no intents");
  const attempts = [doubtful, settled].map(({ messageId, approvalId }) =>
    attemptOf(1, { attemptId: `attempt-${messageId}`, messageId, approvalId, provider: "resend", startedAt: clock.now() }),
  );
  const facts = attempts.map((attempt, at) =>
    factOf(at === 0 ? "unknown" : "accepted", attempt, { messageId: attempt.messageId, provider: "resend" }),
  );
  await done(ledger.append({ attempts, facts }));
  const second: Provider = { ...scriptedProvider("resend"), id: "resend#2" };
  const connected = (...providers: readonly Provider[]) => ({
    providersFor: (channel: Provider["channel"]) => providers.filter((one) => one.channel === channel),
  });
  expect(accountUseOf(book, connected(scriptedProvider("resend")), "resend")).toEqual({ inDoubt: 1, waiting: 1, hasOther: false });
  expect(accountUseOf(book, connected(scriptedProvider("resend"), second), "resend#2")).toEqual({ inDoubt: 0, waiting: 1, hasOther: true });
  expect(accountUseOf(book, connected(), "twilio")).toEqual({ inDoubt: 0, waiting: 0, hasOther: false });
});
