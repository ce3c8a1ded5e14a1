import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { openHub, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub;
beforeEach(async () => {
  opened = await openHub({});
});
afterEach(() => opened.close());

const details = {
  name: "Ana & Ben",
  date: "2031-06-21",
  zone: "Europe/Lisbon",
  venueName: "Quinta do Rio",
  languages: ["pt", "en"],
  rsvpDeadline: "2031-05-01",
};
const ceremony = { name: "Ceremony", startsAtLocal: "2031-06-21T15:00", endsAtLocal: "2031-06-21T16:00", place: "The chapel" };
const dinner = { name: "Dinner", startsAtLocal: "2031-06-21T18:00", endsAtLocal: "2031-06-22T01:00", place: "The barn" };

const cardOf = async (id: string): Promise<WeddingCard | undefined> => {
  for await (const cards of await opened.client.weddings.list()) return cards.find((card) => card.id === id);
  return undefined;
};

describe("a wedding's details", { timeout: 30_000 }, () => {
  it("are made together with what guests are invited to", async () => {
    const { id } = await opened.client.weddings.create({ ...details, practice: false, events: [dinner, ceremony] });
    const card = await cardOf(id);
    expect(card).toMatchObject({ ...details, defaultLanguage: "pt", practice: false, sample: false });
    expect(card?.events.map(({ name, place }) => [name, place])).toEqual([
      ["Ceremony", "The chapel"],
      ["Dinner", "The barn"],
    ]);
  });

  it("can change, and whoever is invited to everything is invited to a new event too", async () => {
    const { client } = opened;
    const { id: weddingId } = await client.weddings.create({ ...details, practice: true, events: [ceremony] });
    const added = { weddingId, givenName: "Rui", familyName: "Sá", householdId: null, email: "", phone: "" };
    const { guestId } = await client.guests.add(added);
    const first = (await cardOf(weddingId))?.events[0]?.id ?? "";
    await client.weddings.save({
      weddingId,
      ...details,
      venueName: "Casa Nova",
      languages: ["en"],
      events: [
        { id: first, ...ceremony, place: "The garden" },
        { id: null, ...dinner },
      ],
    });
    const card = await cardOf(weddingId);
    expect(card).toMatchObject({ venueName: "Casa Nova", defaultLanguage: "en", practice: true });
    expect(card?.events.map(({ place }) => place)).toEqual(["The garden", "The barn"]);
    for await (const peeked of await client.guests.peek({ guestId })) {
      expect(peeked?.guest.invitedTo.toSorted()).toEqual(card?.events.map(({ id }) => id).toSorted());
      break;
    }
  });

  it("refuse an event that ends before it starts, and a zone that nobody knows", async () => {
    const events = [{ ...ceremony, endsAtLocal: "2031-06-21T14:00" }];
    await expect(opened.client.weddings.create({ ...details, practice: true, events })).rejects.toMatchObject({
      data: { code: "event-ends-early" },
    });
    await expect(opened.client.weddings.create({ ...details, zone: "Mars/Base", practice: true })).rejects.toMatchObject({
      data: { code: "zone-unknown" },
    });
    expect(await cardOf("nobody")).toBeUndefined();
  });
});
