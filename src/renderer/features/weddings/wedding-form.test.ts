import { describe, expect, it } from "vitest";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { blankForm, detailsOf, eventOf, formOf, missingOf, type WeddingForm } from "./wedding-form.ts";

const filled: WeddingForm = {
  ...blankForm("Europe/Lisbon", "pt"),
  name: " Ana & Ben ",
  date: "2031-06-30",
  venueName: "Quinta do Rio",
  practice: false,
};
const [first] = filled.events;
if (first === undefined) throw new Error("A blank form has an event.");

describe("the form of a wedding", () => {
  it("names what is missing, and asks for practice or real", () => {
    expect(missingOf(blankForm("Europe/Lisbon", "pt"))).toEqual(["whose wedding it is", "the day", "practice or real"]);
    expect(missingOf({ ...filled, events: [] })).toEqual(["an event"]);
    expect(missingOf(filled)).toEqual([]);
  });

  it("puts an event on the wedding's day and at the venue unless told otherwise", () => {
    expect(eventOf(first, filled)).toEqual({
      name: "Ceremony",
      startsAtLocal: "2031-06-30T15:00",
      endsAtLocal: null,
      place: "Quinta do Rio",
    });
  });

  it("lets a dinner end on the next day, also over the end of the month", () => {
    expect(eventOf({ ...first, start: "18:00", end: "01:00" }, filled).endsAtLocal).toBe("2031-07-01T01:00");
    expect(eventOf({ ...first, start: "18:00", end: "22:00" }, filled).endsAtLocal).toBe("2031-06-30T22:00");
  });

  it("says of a wedding that it read just what it was", () => {
    const event = { name: "Feast", startsAtLocal: "2031-06-30T15:00", endsAtLocal: "2031-07-02T12:00", place: "The barn" };
    const card = { ...detailsOf(filled), practice: true, events: [{ ...event, id: "event-1", weddingId: "w", updatedAt: 1 }] };
    const form = formOf(card as unknown as WeddingCard);
    expect(form.events.map((row) => eventOf(row, form))).toEqual([event]);
    expect(detailsOf(form)).toEqual({ ...detailsOf(filled), name: "Ana & Ben" });
  });
});
