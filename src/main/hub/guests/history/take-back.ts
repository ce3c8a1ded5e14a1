import type { WeddingIndex } from "../list/wedding-index.ts";
import type { MayRemove } from "./change.ts";

/**
 * Whether undoing may take a created document away again. A guest who has answered or was written to since stays; so does a
 * household with people in it. What leaves in the same undo is no reason to stay.
 */
export const mayTakeBack =
  (index: WeddingIndex): MayRemove =>
  ({ collection, id }, leaving) => {
    if (collection === "responses") return true;
    if (collection === "guests") {
      const answered = [...index.answersOf(id).keys()].some((responseId) => !leaving.has(responseId));
      return !answered && !index.hasMessages(id);
    }
    return [...index.membersOf(id)].every((guestId) => {
      const after = leaving.get(guestId)?.after;
      return leaving.has(guestId) && (after === null || after === undefined || !("householdId" in after) || after.householdId !== id);
    });
  };
