import type { Clock, Ids } from "#hub/ports/index.ts";
import { UsherError } from "#shared/problem.ts";
import { countedGuests, newHousehold } from "../guest-commands.ts";
import { guestName } from "../list/facts.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";
import type { Bin, BinContent } from "./bin.ts";
import type { Change } from "./change.ts";

export interface RestoreInput {
  readonly weddingId: string;
  readonly ids: readonly string[];
}

interface RestoreView {
  readonly bin: Bin;
  readonly index: WeddingIndex;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Brings removed guests and households back as they were. Throws `bin-entry-gone` when none of them is in the bin. */
export const draftRestore = ({ weddingId, ids: wanted }: RestoreInput, { bin, index, clock, ids }: RestoreView) => {
  const all = new Set(wanted);
  for (const id of wanted) for (const guestId of bin.guestsOf(weddingId, id)) all.add(guestId);
  const contents = bin.contents(weddingId, [...all]).filter((content) => !isBack(content, index));
  if (contents.length === 0) throw entryGone();
  const households = new Map<string, Change>();
  const put = (change: Change): void => void households.set(change.id, change);
  const guests: Change[] = [];
  const responses: Change[] = [];
  for (const content of contents) {
    if ("household" in content) put({ collection: "households", id: content.household.id, before: null, after: content.household });
    else {
      const after = { ...content.guest, updatedAt: clock.now() };
      guests.push({ collection: "guests", id: after.id, before: null, after });
      for (const one of content.responses) responses.push({ collection: "responses", id: one.id, before: null, after: one });
      const { householdId } = after;
      if (index.households().has(householdId) || households.has(householdId)) continue;
      const known = bin.household(householdId) ?? { ...newHousehold(weddingId, guestName(after), clock, ids), id: householdId };
      put({ collection: "households", id: householdId, before: null, after: known });
    }
  }
  return { sentence: sentenceOf(contents), changes: [...households.values(), ...guests, ...responses] };
};

const isBack = (content: BinContent, index: WeddingIndex): boolean =>
  "guest" in content ? index.guests().has(content.guest.id) : index.households().has(content.household.id);

const sentenceOf = (contents: readonly BinContent[]): string => {
  const guests = contents.flatMap((content) => ("guest" in content ? [content.guest] : []));
  const [household] = contents.flatMap((content) => ("household" in content ? [content.household] : []));
  const [only] = guests;
  if (only !== undefined && guests.length === 1) return `Restored ${guestName(only) || "1 guest"}`;
  return guests.length === 0 ? `Restored ${household?.label || "a household"}` : `Restored ${countedGuests(guests.length)}`;
};

const entryGone = (): UsherError =>
  new UsherError({
    code: "bin-entry-gone",
    sentence: "This is no longer in the bin.",
    nextStep: "Look in the guest list: it may have been restored. After 30 days what was removed is gone for good.",
  });
