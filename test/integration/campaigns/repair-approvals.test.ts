import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Campaign } from "#shared/domain/campaign.ts";
import { createApprovalRepair } from "#hub/campaigns/repair-approvals.ts";
import { openLedger, type Ledger } from "#hub/ledger/index.ts";
import { openStore, type Store } from "#hub/store/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { approvalOf, intentOf, type ApprovedOptions } from "#test/dispatch/approved.ts";
import { silentLogger, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";

const clock = createSystemClock();
const at = Date.UTC(2027, 5, 1, 12);
let store: Store;
let ledger: Ledger;

beforeEach(async () => {
  store = await openStore({ path: ":memory:" });
  ledger = openLedger({ path: temporaryLedgerPath(), clock, logger: silentLogger });
});
afterEach(async () => {
  await ledger.close();
  await store.close();
});

const draft: Campaign = {
  id: "campaign-1",
  weddingId: "wedding-1",
  name: "Save the date",
  slot: "save-the-date",
  templateId: "t1",
  audience: { kind: "guests", guestIds: [] },
  channelPlan: ["email"],
  onePer: "person",
  schedule: { kind: "now" },
  expires: null,
  priority: "bulk",
  status: "draft",
  approvedRevision: 0,
  approvedAt: null,
  approvedCount: null,
  holdUntil: null,
  createdAt: 1,
  updatedAt: 1,
};

const approve = async (revision: number, guests: readonly string[], given: ApprovedOptions = {}): Promise<void> => {
  const approvalId = `approval-${given.campaignId ?? "campaign-1"}-${revision}`;
  const intents = guests.map((guest) => intentOf(guest, at + revision, { approvalId, revision, holdUntil: at + 60_000, ...given }));
  expect((await ledger.approve(approvalOf(intents))).approved).toBe(guests.length);
};

const repaired = async (campaign: Campaign): Promise<Partial<Campaign>> => {
  await store.collections.campaigns.insert(campaign);
  await createApprovalRepair({
    collections: store.collections,
    ledger,
    clock,
    logger: silentLogger,
    dispatcher: () => ({ wake: () => undefined }),
  }).now();
  return (await store.collections.campaigns.findOne(campaign.id).exec(true)).toMutableJSON();
};

describe("a campaign that does not know of its approval", () => {
  it("learns all of it from the journal, the hold of its own messages included (L2)", async () => {
    // Before it and after it, whatever the order in which messages are read.
    await approve(1, ["g6", "g7", "g8"], { campaignId: "campaign-0", holdUntil: at + 1 });
    await approve(1, ["g1", "g2"]);
    await approve(1, ["g3", "g4", "g5"], { campaignId: "campaign-2", holdUntil: at + 1 });
    expect(await repaired(draft)).toMatchObject({
      status: "approved",
      approvedRevision: 1,
      approvedAt: at + 1,
      approvedCount: 2,
      holdUntil: at + 60_000,
      name: "Save the date",
    });
  });

  it("learns of the newest one where there were several", async () => {
    await approve(1, ["g1"]);
    await approve(2, ["g2", "g3", "g4"]);
    const known = { ...draft, approvedRevision: 1, approvedAt: at + 1, approvedCount: 1, holdUntil: at + 1 };
    expect(await repaired(known)).toMatchObject({ status: "approved", approvedRevision: 2, approvedAt: at + 2, approvedCount: 3 });
  });

  it("is newer for that than it was, even where its last change carries a later time", async () => {
    await approve(1, ["g1"]);
    const future = clock.now() + 3_600_000;
    expect(await repaired({ ...draft, updatedAt: future })).toMatchObject({ updatedAt: future + 1 });
  });

  it("is held back no longer where none of its messages is open any more", async () => {
    await approve(1, ["g1"]);
    const intent = intentOf("g1", at + 1, { approvalId: "approval-campaign-1-1" });
    await ledger.append({
      facts: [
        {
          factId: "f1",
          messageId: intent.messageId,
          attemptId: null,
          approvalId: intent.approvalId,
          kind: "marked-accepted",
          source: "person",
          provider: null,
          providerMessageId: null,
          at,
          recordedAt: at,
          code: "",
          detail: "",
          scope: null,
          retryAt: null,
          planIndex: null,
        },
      ],
    });
    expect(await repaired(draft)).toMatchObject({ status: "approved", holdUntil: at + 1 });
  });
});

describe("a campaign that knows of its approval", () => {
  it.each(["approved", "cancelled", "draft"] as const)("and is %s stays as it is, to the letter", async (status) => {
    await approve(1, ["g1"]);
    const known = { ...draft, status, approvedRevision: 1, approvedAt: 7, approvedCount: 1, holdUntil: 9 };
    expect(await repaired(known)).toEqual(known);
  });

  it("is not told of the approvals of others", async () => {
    await approve(1, ["g1"], { campaignId: "campaign-2" });
    expect(await repaired(draft)).toEqual(draft);
  });
});
