import type { Guest, Message, Response } from "#shared/domain/index.ts";

const madeAt = 1_800_000_000_000;

export function sampleGuest(id: string): Guest {
  return {
    id,
    weddingId: "wedding-1",
    householdId: "household-1",
    kind: "adult",
    givenName: "Léa",
    familyName: "Haddad 🎉",
    language: "fr",
    zone: null,
    side: "hers",
    tags: ["family"],
    diet: "",
    accessNeeds: "",
    table: "",
    note: "",
    contactPoints: [],
    preferredChannel: null,
    invitedTo: ["event-1"],
    importId: null,
    createdAt: madeAt,
    updatedAt: madeAt,
  };
}

export function sampleResponse(id: string): Response {
  return {
    id,
    weddingId: "wedding-1",
    guestId: "guest-1",
    eventId: "event-1",
    answer: "yes",
    meal: "",
    source: "guest",
    answeredAt: madeAt,
    updatedAt: madeAt,
  };
}

export function sampleMessage(id: string): Message {
  return {
    id,
    weddingId: "wedding-1",
    campaignId: "campaign-1",
    guestId: "guest-1",
    slot: "invitation",
    approvedRevision: 1,
    channel: "email",
    address: "lea@guests.usher.test",
    provider: null,
    state: "queued",
    delivery: null,
    waiting: null,
    attempts: 0,
    code: "",
    detail: "",
    approvedAt: madeAt,
    updatedAt: madeAt,
  };
}
