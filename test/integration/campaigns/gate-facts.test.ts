import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Campaign } from "#shared/domain/campaign.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { Intent } from "#shared/message/ledger-rows.ts";
import { createGateFacts, deadlineHasPassed } from "#hub/campaigns/gate-facts.ts";
import { createSystemIds } from "#hub/ports/system/system-ids.ts";
import { openStore, type Store } from "#hub/store/index.ts";
import { sampleWedding } from "#hub/guests/index.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";

let store: Store;
let intent: Intent;
const clock = createVirtualClock();

beforeEach(async () => {
  store = await openStore({ path: ":memory:" });
  const ids = createSystemIds();
  const sample = sampleWedding({ clock, ids });
  await sample.insert(store.collections);
  const guest = sample.guests.find(({ contactPoints }) =>
    contactPoints.some(({ channel, address }) => channel === "email" && address !== ""),
  );
  const point = guest?.contactPoints.find(({ channel, address }) => channel === "email" && address !== "");
  if (guest === undefined || point === undefined) throw new Error("the sample has guests with email");
  const now = clock.now();
  const plan = [
    { channel: "email" as const, contactPointId: point.id, address: point.address, textSha256: "a".repeat(64), language: "fr" },
  ];
  intent = {
    messageId: "m1",
    approvalId: "a1",
    weddingId: sample.wedding.id,
    campaignId: "c1",
    guestId: guest.id,
    householdId: guest.householdId,
    slot: "reminder-1",
    revision: 1,
    priority: "reminder",
    practice: true,
    plan,
    values: {},
    payloadSha256: "b".repeat(64),
    approvedAt: now,
    holdUntil: now,
    notBefore: now,
    expiresAt: now + 1,
    quietZone: "Europe/Paris",
  };
  await store.collections.responses.find({ selector: { weddingId: sample.wedding.id } }).remove();
});

afterEach(() => store.close());

/** Everything is free, and every country may be written to. */
const gateDeps = () => ({
  collections: store.collections,
  clock,
  meter: { counted: () => Promise.resolve(), take: () => true },
  terms: { ruleFor: () => null },
});

const step = () => intent.plan[0] as Intent["plan"][number];

describe("what the gates ask", () => {
  it("forbids a country for real texts only, and asks for the limits of what costs", async () => {
    const asked: unknown[] = [];
    const take = (...question: readonly unknown[]): boolean => {
      asked.push(question.at(-1));
      return false;
    };
    const gates = createGateFacts({
      ...gateDeps(),
      meter: { counted: () => Promise.resolve(), take },
      terms: {
        ruleFor: (country) => {
          const words = { sentence: "Texts cannot go there.", nextStep: "Write by email." };
          if (country === "FR") return { code: "sender-not-allowed", ...words };
          return country === "US" ? { code: "sender-not-registered", ...words } : null;
        },
      },
      unsavedSuppressions: () => [],
      isBlockLost: () => false,
    });
    const text = { channel: "sms", contactPointId: "p", address: "+33612345678", textSha256: "a".repeat(64), language: "fr" } as const;
    const real = { ...intent, practice: false, plan: [text] };
    const view = await gates.load([real]);
    expect(view.countryIsForbidden(real, text)).toBe(true);
    expect(view.countryIsForbidden(intent, text)).toBe(false);
    // Whether a sender is registered is the planner's word, so it stops nothing here.
    expect(view.countryIsForbidden(real, { ...text, address: "+12125551000" })).toBe(false);
    expect(view.countryIsForbidden(real, { ...text, address: "+447400123456" })).toBe(false);
    expect(view.takeCost(real, text)).toBe(false);
    expect((await gates.load([intent])).takeCost(intent, step())).toBe(true);
    expect(asked).toEqual([{ messageCents: 5_000, weddingCents: 50_000 }]);
  });

  it("sees an address that was changed after the approval", async () => {
    const gates = createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [], isBlockLost: () => false });
    expect((await gates.load([intent])).addressIsCurrent(intent, step())).toBe(true);
    const guest = await store.collections.guests.findOne(intent.guestId).exec();
    await guest?.incrementalModify((data) => ({
      ...data,
      contactPoints: data.contactPoints.map((point) => ({ ...point, address: "new@guest.example" })),
    }));
    expect((await gates.load([intent])).addressIsCurrent(intent, step())).toBe(false);
  });

  it("sees a suppression, and a consent that was withdrawn", async () => {
    const gates = createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [], isBlockLost: () => false });
    expect((await gates.load([intent])).suppression(intent, step())).toBeNull();
    await store.collections.suppressions.insert({
      id: `${intent.weddingId}.email.x`,
      weddingId: intent.weddingId,
      channel: "email",
      address: step().address,
      reason: "complaint",
      createdAt: 1,
      updatedAt: 1,
    });
    expect((await gates.load([intent])).suppression(intent, step())).toBe("complaint");
    const guest = await store.collections.guests.findOne(intent.guestId).exec();
    await guest?.incrementalModify((data) => ({
      ...data,
      contactPoints: data.contactPoints.map((point) => ({ ...point, consent: "withdrawn" as const })),
    }));
    expect((await gates.load([intent])).suppression(intent, step())).toBe("opted-out");
  });

  it("lets no reminder out once the guest has answered every event", async () => {
    const gates = createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [], isBlockLost: () => false });
    expect((await gates.load([intent])).rsvpIsClosed(intent)).toBe(false);
    const guest = await store.collections.guests.findOne(intent.guestId).exec();
    await store.collections.responses.bulkInsert(
      (guest?.invitedTo ?? []).map((eventId) => ({
        id: `${intent.guestId}.${eventId}`,
        weddingId: intent.weddingId,
        guestId: intent.guestId,
        eventId,
        answer: "no" as const,
        meal: "",
        source: "guest" as const,
        answeredAt: 1,
        updatedAt: 1,
      })),
    );
    expect((await gates.load([intent])).rsvpIsClosed(intent)).toBe(true);
  });

  it.each([
    ["approved", 1, 1, true],
    ["approved", 2, 2, true],
    // A revision before the one that was approved, and one that the campaign has not heard of yet.
    ["approved", 2, 1, false],
    ["approved", 1, 2, false],
    ["draft", 1, 1, false],
    // The journal knows of the approval before the campaign does.
    ["draft", 0, 1, null],
    ["cancelled", 1, 1, false],
  ] as const)(
    "a campaign that is %s at revision %i stands by revision %i: %s (S14)",
    async (status, approvedRevision, revision, stands) => {
      await store.collections.campaigns.insert({ ...campaign(), status, approvedRevision });
      const asked = { ...intent, revision };
      const gates = await createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [], isBlockLost: () => false }).load([asked]);
      expect(gates.revisionStands(asked)).toBe(stands);
    },
  );

  it("stands by nothing of a campaign that is not there, and looks again each time", async () => {
    const facts = createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [], isBlockLost: () => false });
    expect((await facts.load([intent])).revisionStands(intent)).toBe(false);
    const document = await store.collections.campaigns.insert(campaign());
    expect((await facts.load([intent])).revisionStands(intent)).toBe(true);
    await document.incrementalPatch({ approvedRevision: 2 });
    expect((await facts.load([intent])).revisionStands(intent)).toBe(false);
  });

  it("heeds what was noted and is not in the store yet, for that channel and address only (S9)", async () => {
    const { weddingId } = intent;
    const noted = {
      id: "s1",
      weddingId,
      channel: "email",
      address: step().address,
      reason: "complaint",
      createdAt: 1,
      updatedAt: 1,
    } as const;
    const gates = async (suppression: Suppression) =>
      await createGateFacts({ ...gateDeps(), unsavedSuppressions: () => [suppression], isBlockLost: () => false }).load([intent]);
    expect((await gates(noted)).suppression(intent, step())).toBe("complaint");
    expect((await gates({ ...noted, channel: "sms" })).suppression(intent, step())).toBeNull();
    expect((await gates({ ...noted, address: "someone@else.example" })).suppression(intent, step())).toBeNull();
    expect((await gates({ ...noted, weddingId: "another" })).suppression(intent, step())).toBeNull();
  });

  it("lets no reminder out after the day of the deadline, in the wedding's zone", () => {
    const wedding = { rsvpDeadline: "2027-05-01", zone: "Pacific/Auckland" };
    const lastMinute = Date.UTC(2027, 4, 1, 11, 59);
    expect(deadlineHasPassed(wedding, lastMinute)).toBe(false);
    expect(deadlineHasPassed(wedding, lastMinute + 1)).toBe(true);
    expect(deadlineHasPassed({ ...wedding, rsvpDeadline: null }, lastMinute + 1)).toBe(false);
  });
});

const campaign = (): Campaign => ({
  id: intent.campaignId,
  weddingId: intent.weddingId,
  name: "Reminder",
  slot: "reminder-1",
  templateId: "t1",
  audience: { kind: "guests", guestIds: [intent.guestId] },
  channelPlan: ["email"],
  onePer: "person",
  schedule: { kind: "now" },
  expires: null,
  priority: "reminder",
  status: "approved",
  approvedRevision: 1,
  approvedAt: 1,
  approvedCount: 1,
  holdUntil: 1,
  createdAt: 1,
  updatedAt: 1,
});
