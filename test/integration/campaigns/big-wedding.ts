import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Guest, Household, Wedding } from "#shared/domain/index.ts";
import { openStore } from "#hub/store/index.ts";

export const bigWeddingId = "big-wedding";

/** A data folder with one practice wedding of so many guests, two a household, each with an email address. */
export const bigWeddingFolder = async (guestCount: number, now: number): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-big-"));
  const store = await openStore({ path: join(folder, "store.sqlite") });
  const stamps = { weddingId: bigWeddingId, createdAt: now, updatedAt: now };
  const wedding: Wedding = {
    id: bigWeddingId,
    name: "Bench & Mark",
    date: "2027-06-12",
    zone: "Europe/Berlin",
    venueName: "Barn",
    venueAddress: "1 Field Road",
    languages: ["en"],
    defaultLanguage: "en",
    rsvpDeadline: "2027-05-01",
    practice: true,
    sample: false,
    createdAt: now,
    updatedAt: now,
  };
  await store.collections.weddings.insert(wedding);
  const householdOf = (index: number): string => `household-${Math.floor(index / 2)}`;
  const guests = Array.from({ length: guestCount }, (_, index): Guest => ({
    id: `guest-${index}`,
    householdId: householdOf(index),
    kind: "adult",
    givenName: `Ana${index}`,
    familyName: `Kowalski${index % 997}`,
    language: "en",
    zone: null,
    side: "",
    tags: [],
    diet: "",
    accessNeeds: "",
    table: "",
    note: "",
    contactPoints: [
      {
        id: `point-${index}`,
        channel: "email",
        address: `guest${index}@guests.usher.test`,
        entered: `guest${index}@guests.usher.test`,
        lineType: "unknown",
        standing: "unproven",
        consent: "assumed",
      },
    ],
    preferredChannel: null,
    invitedTo: [],
    importId: null,
    ...stamps,
  }));
  const households = [...new Set(guests.map(({ householdId }) => householdId))].map((id): Household => ({
    id,
    label: id,
    postalAddress: "",
    rsvpToken: `token-of-${id}`,
    note: "",
    ...stamps,
  }));
  await store.collections.households.bulkInsert(households);
  await store.collections.guests.bulkInsert(guests);
  await store.close();
  return folder;
};
