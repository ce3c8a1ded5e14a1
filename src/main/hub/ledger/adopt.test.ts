import { describe, expect, test } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf, intentOf } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { approvedAt, attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { adoptedFactId, adoptedIntent, isAdopted } from "./adopt.ts";
import { createMessageBook } from "./message-book.ts";
import { openLedger } from "./open-ledger.ts";

const { approvalId, campaignId, revision, weddingId, slot } = oneIntent;
const approval = { approvalId, campaignId, revision, approvedAt };

const remembered = (guestId: string, address: string): ReturnType<typeof adoptedIntent> => {
  const { messageId, householdId } = intentOf(guestId, approvedAt);
  const step = { channel: "email", address } as const;
  return adoptedIntent({
    messageId,
    approvalId,
    weddingId,
    campaignId,
    guestId,
    householdId,
    slot,
    revision,
    practice: true,
    approvedAt,
    step,
  });
};

describe("a new journal takes over what others remember", () => {
  test("each message once: with its proof, without a way to send it, its slot taken", async () => {
    const path = temporaryLedgerPath();
    const ledger = openLedger({ path, clock: createSystemClock(), logger: silentLogger });
    const book = createMessageBook(ledger);
    const [lea, omar] = [remembered("g1", "lea@example.org"), remembered("g2", "")];
    const proof = factOf("accepted", null, { factId: adoptedFactId("f1"), messageId: lea.messageId });
    const messages = [
      { intent: lea, attempts: [], facts: [proof] },
      { intent: omar, attempts: [], facts: [] },
    ];
    await ledger.adopt({ approval, messages });
    expect(book.get(lea.messageId)).toMatchObject({ state: { kind: "accepted" }, intent: { plan: [{ address: "lea@example.org" }] } });
    expect(book.get(omar.messageId)).toMatchObject({ intent: { plan: [{ address: "unreadable" }] } });
    expect([isAdopted([proof]), isAdopted([factOf("accepted", null)])]).toEqual([true, false]);
    const again = [intentOf("g1", approvedAt, { approvalId: "approval-2", campaignId: "campaign-2" })];
    expect(await ledger.approve(approvalOf(again))).toEqual({ approved: 0, taken: [lea.messageId] });
    book.stop();
    await ledger.close();
  });

  test("only what happened since, where the journal has the message", async () => {
    const ledger = openLedger({ path: temporaryLedgerPath(), clock: createSystemClock(), logger: silentLogger });
    const book = createMessageBook(ledger);
    await ledger.approve(approvalOf([oneIntent]));
    const since = { intent: null, attempts: [attemptOf(1)], facts: [factOf("accepted", attemptOf(1))] };
    await ledger.adopt({ approval: null, messages: [since, { intent: null, attempts: [], facts: [] }] });
    expect(book.get(oneIntent.messageId)).toMatchObject({ state: { kind: "accepted" }, attempts: [{ n: 1 }] });
    book.stop();
    await ledger.close();
  });

  test("a journal that has the approval already, or that is closed, takes nothing over", async () => {
    const ledger = openLedger({ path: temporaryLedgerPath(), clock: createSystemClock(), logger: silentLogger });
    await ledger.approve(approvalOf([oneIntent]));
    await expect(ledger.adopt({ approval, messages: [] })).rejects.toMatchObject({ problem: { code: "ledger-write-failed" } });
    await ledger.close();
    await expect(ledger.adopt({ approval: null, messages: [] })).rejects.toMatchObject({ problem: { code: "ledger-write-failed" } });
  });
});
