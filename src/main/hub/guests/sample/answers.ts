import type { Guest, Response, WeddingEvent } from "#shared/domain/index.ts";
import type { Chance } from "./chance.ts";

const meals = ["Beef", "Fish", "Vegetarian", "Fish", "Beef"] as const;
const dayMs = 86_400_000;

/** What early birds have answered: about two in five households, mostly yes, some without a meal, some to the dinner only. */
export const sampleResponses = (guests: readonly Guest[], events: readonly WeddingEvent[], chance: Chance, now: number): Response[] => {
  const answered = new Map<string, "all" | "none" | "mixed">();
  for (const { householdId } of guests) {
    if (!answered.has(householdId)) answered.set(householdId, chance.share(0.42) ? (chance.share(0.8) ? "all" : "mixed") : "none");
  }
  return guests.flatMap((guest) => {
    const how = answered.get(guest.householdId);
    if (how === "none" || how === undefined || (how === "mixed" && chance.share(0.5))) return [];
    const answer = chance.share(0.84) ? "yes" : chance.share(0.8) ? "no" : "undecided";
    const answeredAt = now - Math.floor(chance.next() * 12 * dayMs);
    return events
      .filter(({ id }) => guest.invitedTo.includes(id))
      .map((event, index): Response => ({
        id: `${guest.id}.${event.id}`,
        weddingId: guest.weddingId,
        guestId: guest.id,
        eventId: event.id,
        answer: index === 2 && answer === "yes" && chance.share(0.3) ? "no" : answer,
        meal: index === 1 && answer === "yes" && chance.share(0.75) ? chance.pick(meals) : "",
        source: "sample",
        answeredAt,
        updatedAt: answeredAt,
      }));
  });
};
