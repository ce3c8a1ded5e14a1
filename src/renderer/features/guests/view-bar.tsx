import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { GuestFilter, GuestPreset, GuestView } from "#shared/domain/guest-view.ts";
import { Button } from "../../ui/button.tsx";
import { X } from "../../ui/icons.ts";
import { TextField } from "../../ui/text-field.tsx";
import { ViewKeeping } from "../../ui/view-keeping.tsx";
import { FilterMenu } from "./filter-menu.tsx";
import { filterWords, turnedRound } from "./filter-words.ts";
import { useOwnGuestViews } from "./own-views.ts";
import { ViewChoice } from "./view-choice.tsx";
import { queryOfView } from "./view-url.ts";

export interface ViewBarProps {
  readonly weddingId: string;
  readonly view: GuestView;
  readonly counts: readonly { readonly preset: GuestPreset; readonly count: number }[] | undefined;
  /** `replace`: a step that Back does not stop at. */
  readonly onView: (view: GuestView, replace?: boolean) => void;
  readonly isFilterOpen: boolean;
  readonly onFilterOpen: (isOpen: boolean) => void;
  readonly end?: ReactNode;
}

/** Which people are shown: a ready-made view, a search, and chips that narrow both. All of it lives in the URL. */
export const ViewBar = ({ weddingId, view, counts, onView, isFilterOpen, onFilterOpen, end }: ViewBarProps): ReactNode => {
  const onFilters = (filters: readonly GuestFilter[]): void => onView({ ...view, filters: [...filters] });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-6 pb-3">
      <div className="w-56">
        <ViewChoice weddingId={weddingId} view={view} counts={counts} onView={onView} />
      </div>
      <div className="w-64">
        <TextField
          label="Search guests"
          hideLabel
          type="search"
          placeholder="Search guests"
          value={view.search}
          onChange={(search) => onView({ ...view, search: search.slice(0, 200) }, true)}
        />
      </div>
      <FilterMenu weddingId={weddingId} filters={view.filters} onFilters={onFilters} isOpen={isFilterOpen} onOpenChange={onFilterOpen} />
      <div className="ms-auto flex items-center gap-2">{end}</div>
      {view.filters.length === 0 ? null : (
        <Chips
          filters={view.filters}
          onFilters={onFilters}
          end={<ViewKeeping views={useOwnGuestViews} weddingId={weddingId} query={queryOfView(view).toString()} />}
        />
      )}
    </div>
  );
};

const Chips = ({
  filters,
  onFilters,
  end,
}: {
  readonly filters: readonly GuestFilter[];
  readonly onFilters: (filters: readonly GuestFilter[]) => void;
  readonly end: ReactNode;
}): ReactNode => (
  <div className="flex w-full flex-wrap items-center gap-2">
    <ul aria-label="Filters" className="contents">
      {filters.map((filter, at) => {
        const words = filterWords(filter);
        return (
          <li
            key={`${filter.field}-${at}`}
            className="flex h-7 max-w-full items-center rounded-md border border-edge/60 bg-surface-2 text-sm"
          >
            <span className="ps-2.5">{words.field}</span>
            <AriaButton
              aria-label={`${words.field} ${words.operator} ${words.values}: turn round`}
              onPress={() => onFilters(filters.with(at, turnedRound(filter)))}
              className="h-full rounded px-1 text-ink-2 underline decoration-dotted underline-offset-2 hover:text-ink"
            >
              {words.operator}
            </AriaButton>
            <bdi className="truncate font-medium">{words.values}</bdi>
            <AriaButton
              aria-label={`Remove filter ${words.field}`}
              onPress={() => onFilters(filters.toSpliced(at, 1))}
              className="ms-1 grid size-6.5 place-items-center rounded-e-md text-ink-2 hover:bg-sunken hover:text-ink"
            >
              <X aria-hidden className="size-3.5" />
            </AriaButton>
          </li>
        );
      })}
    </ul>
    <Button variant="quiet" onPress={() => onFilters([])}>
      Clear filters
    </Button>
    {end}
  </div>
);
