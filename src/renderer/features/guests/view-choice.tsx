import type { ReactNode } from "react";
import { guestPresetSchema, type GuestPreset, type GuestView } from "#shared/domain/guest-view.ts";
import { useSavedViewsOf } from "../../ui/view-keeping.tsx";
import { Select } from "../../ui/select.tsx";
import { presetWords } from "./filter-words.ts";
import { useOwnGuestViews } from "./own-views.ts";
import { queryOfView, viewOfQuery } from "./view-url.ts";

interface ViewChoiceProps {
  readonly weddingId: string;
  readonly view: GuestView;
  readonly counts: readonly { readonly preset: GuestPreset; readonly count: number }[] | undefined;
  readonly onView: (view: GuestView) => void;
}

const savedId = ({ name }: { readonly name: string }): string => `saved ${name}`;

/** Ready-made views with their live counts, then the planner's own. */
export const ViewChoice = ({ weddingId, view, counts, onView }: ViewChoiceProps): ReactNode => {
  const { views, saved } = useSavedViewsOf(useOwnGuestViews, weddingId, queryOfView(view).toString());
  const countOf = (id: GuestPreset): string => String(counts?.find((one) => one.preset === id)?.count ?? "");
  const choose = (id: string): void => {
    const own = views.find((one) => savedId(one) === id);
    if (own === undefined) onView({ ...view, preset: guestPresetSchema.catch("everyone").parse(id) });
    else onView(viewOfQuery(new URLSearchParams(own.query)));
  };
  return (
    <Select
      label="View"
      hideLabel
      value={saved === undefined ? view.preset : savedId(saved)}
      onChange={choose}
      items={[
        ...guestPresetSchema.options.map((id) => ({ id: id as string, label: `${presetWords[id]} ${countOf(id)}`.trim() })),
        ...views.map((one) => ({ id: savedId(one), label: `${one.name} · mine` })),
      ]}
    />
  );
};
