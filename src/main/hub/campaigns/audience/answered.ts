import type { Guest, Response } from "#shared/domain/index.ts";

/** Whether a guest has said yes or no to every event of the invitation; without invitations, to anything at all. */
export const hasAnswered = (guest: Guest, responses: readonly Response[]): boolean => {
  const settled = new Set(responses.filter(({ answer }) => answer !== "undecided").map(({ eventId }) => eventId));
  return guest.invitedTo.length === 0 ? settled.size > 0 : guest.invitedTo.every((id) => settled.has(id));
};
