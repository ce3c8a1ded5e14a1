import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Intent } from "#shared/message/ledger-rows.ts";
import { createGateFacts } from "#hub/campaigns/gate-facts.ts";
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

const step = () => intent.plan[0] as Intent["plan"][number];

describe("what the gates ask", () => {
  it("sees an address that was changed after the approval", async () => {
    const gates = createGateFacts({ collections: store.collections, clock, unsavedSuppressions: () => [] });
    expect((await gates.load([intent])).addressIsCurrent(intent, step())).toBe(true);
    const guest = await store.collections.guests.findOne(intent.guestId).exec();
    await guest?.incrementalModify((data) => ({
      ...data,
      contactPoints: data.contactPoints.map((point) => ({ ...point, address: "new@guest.example" })),
    }));
    expect((await gates.load([intent])).addressIsCurrent(intent, step())).toBe(false);
  });

  it("sees a suppression, and a consent that was withdrawn", async () => {
    const gates = createGateFacts({ collections: store.collections, clock, unsavedSuppressions: () => [] });
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
    const gates = createGateFacts({ collections: store.collections, clock, unsavedSuppressions: () => [] });
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

  it("does not know a revision that the campaign does not stand by", async () => {
    expect(
      (await createGateFacts({ collections: store.collections, clock, unsavedSuppressions: () => [] }).load([intent])).revisionStands(
        intent,
      ),
    ).toBe(false);
  });
});
