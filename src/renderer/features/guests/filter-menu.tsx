import { useEffect, useState, type ReactNode } from "react";
import { Autocomplete, DialogTrigger, Dialog, Header, Input, Menu, MenuItem, MenuSection, Popover, TextField } from "react-aria-components";
import type { FacetField, GuestFacets } from "#shared/api/guests.ts";
import type { GuestFilter } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Check, Filter } from "../../ui/icons.ts";
import { fieldClass } from "../../ui/text-field.tsx";
import { choicesOf, chosenIds, fieldWords, searchChoices, toggleChoice, type FilterChoice } from "./filter-words.ts";

/** Most lines of the menu at once; typing narrows them. */
const choicesShownMax = 180;

interface FilterMenuProps {
  readonly weddingId: string;
  readonly filters: readonly GuestFilter[];
  readonly onFilters: (filters: readonly GuestFilter[]) => void;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** What the list can be narrowed by, with how many guests each choice has. Ticking does it at once; the menu stays open. */
export const FilterMenu = ({ weddingId, filters, onFilters, isOpen, onOpenChange }: FilterMenuProps): ReactNode => (
  <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
    <Button>
      <Filter aria-hidden />
      Filter
    </Button>
    <Popover placement="bottom start" className="w-80 overflow-hidden rounded-lg border border-line bg-surface-2 shadow-lg">
      <Dialog aria-label="Filter the guests" className="flex max-h-[60vh] flex-col outline-none">
        <Choices weddingId={weddingId} filters={filters} onFilters={onFilters} />
      </Dialog>
    </Popover>
  </DialogTrigger>
);

/** Asks for the choices when it opens, so that the counts are of now. */
const Choices = ({ weddingId, filters, onFilters }: Pick<FilterMenuProps, "weddingId" | "filters" | "onFilters">): ReactNode => {
  const client = useClient();
  const [facets, setFacets] = useState<GuestFacets>();
  const { run: load, problem } = useCommand(async () => setFacets(await client.guests.facets({ weddingId })));
  useEffect(() => void load(), [load]);
  if (problem !== undefined) return <ErrorState problem={problem} />;
  return <ChoiceList choices={facets === undefined ? undefined : choicesOf(facets)} filters={filters} onFilters={onFilters} />;
};

const ChoiceList = ({
  choices,
  filters,
  onFilters,
}: Pick<FilterMenuProps, "filters" | "onFilters"> & { readonly choices: readonly FilterChoice[] | undefined }): ReactNode => {
  const [text, setText] = useState("");
  const found = searchChoices(choices ?? [], text).slice(0, choicesShownMax);
  const chosen = chosenIds(filters);
  const sections = Map.groupBy(found, ({ field }) => field);
  const choose = (keys: ReadonlySet<string | number>): void => {
    const changed = found.find(({ id }) => keys.has(id) !== chosen.has(id));
    if (changed !== undefined) onFilters(toggleChoice(filters, changed));
  };
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <TextField autoFocus aria-label="Search fields and values" className="border-b border-line p-2">
        <Input className={fieldClass} placeholder="vegan, German, no table…" />
      </TextField>
      <Menu
        aria-label="Filters"
        className="overflow-auto p-1 outline-none"
        selectionMode="multiple"
        escapeKeyBehavior="none"
        selectedKeys={[...chosen]}
        onSelectionChange={(keys) => choose(keys === "all" ? new Set() : keys)}
        renderEmptyState={() => <p className="p-3 text-sm text-ink-2">{choices === undefined ? "Counting…" : "Nothing of that name."}</p>}
      >
        {[...sections].map(([field, list]) => (
          <ChoiceSection key={field} field={field} choices={list} />
        ))}
      </Menu>
    </Autocomplete>
  );
};

const ChoiceSection = ({ field, choices }: { readonly field: FacetField; readonly choices: readonly FilterChoice[] }): ReactNode => (
  <MenuSection id={field}>
    <Header className="px-2 pt-2 pb-1 text-xs font-medium text-ink-2">{fieldWords[field]}</Header>
    {choices.map(({ id, words, count }) => (
      <MenuItem
        key={id}
        id={id}
        textValue={`${fieldWords[field]} ${words}`}
        shouldCloseOnSelect={false}
        className="flex min-h-7 items-center gap-2 rounded px-2 text-sm outline-none focus:bg-accent-soft"
      >
        {({ isSelected }) => (
          <>
            <span className="grid size-4 shrink-0 place-items-center">
              {isSelected ? <Check aria-hidden className="size-4 text-accent" /> : null}
            </span>
            <bdi className="min-w-0 flex-1 truncate">{words}</bdi>
            <span className="text-ink-2 tabular-nums">{count?.toLocaleString()}</span>
          </>
        )}
      </MenuItem>
    ))}
  </MenuSection>
);
