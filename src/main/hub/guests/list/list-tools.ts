import type { GuestFacets } from "#shared/api/guests.ts";
import type { GuestView } from "#shared/domain/guest-view.ts";
import type { Clock } from "#hub/ports/index.ts";
import { guestTsv } from "../export-csv.ts";
import type { CommandRunner } from "../history/history.ts";
import { facetsOf } from "./facets.ts";
import { draftTags, type TagInput } from "./tag-guests.ts";
import type { WeddingIndex } from "./wedding-index.ts";

/** What the guest screen asks for beside the list itself. */
export interface ListTools {
  facets(input: { readonly weddingId: string }): Promise<GuestFacets>;
  /** One undoable change. Throws `tags-unchanged`, `too-many-tags`, `text-too-long`. */
  tag(input: TagInput): Promise<{ undoId: string; sentence: string }>;
  copyRows(input: { readonly weddingId: string; readonly view: GuestView; readonly guestIds: readonly string[] }): Promise<{ tsv: string }>;
}

export interface ListToolsDeps {
  readonly history: CommandRunner;
  readonly indexOf: (weddingId: string) => Promise<WeddingIndex>;
  readonly clock: Clock;
}

export const createListTools = ({ history, indexOf, clock }: ListToolsDeps): ListTools => ({
  facets: async ({ weddingId }) => {
    const index = await indexOf(weddingId);
    return facetsOf([...index.guests().keys()].flatMap((id) => index.factsOf(id) ?? []));
  },
  tag: (input) => history.run(input.weddingId, async () => draftTags(input, (await indexOf(input.weddingId)).guests(), clock.now())),
  copyRows: async ({ weddingId, view, guestIds }) => ({ tsv: rowsTsv(await indexOf(weddingId), view, guestIds) }),
});

/** In the view's order; who is selected but no longer in the view comes last, who is gone not at all. */
export const rowsTsv = (index: WeddingIndex, view: GuestView, guestIds: readonly string[]): string => {
  const wanted = new Set(guestIds);
  const shown = index.matching(view).filter((id) => wanted.delete(id));
  return guestTsv([...shown, ...wanted].flatMap((id) => index.factsOf(id) ?? []));
};
