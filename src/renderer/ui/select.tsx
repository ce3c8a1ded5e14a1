import clsx from "clsx";
import type { ReactNode } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from "react-aria-components";
import { Check, ChevronDown } from "./icons.ts";
import { fieldClass } from "./text-field.tsx";

export interface SelectProps<Id extends string> {
  readonly label: string;
  /** At most 200; filter before it otherwise. */
  readonly items: readonly { readonly id: Id; readonly label: string }[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
  readonly hideLabel?: boolean;
  readonly isDisabled?: boolean;
}

export const Select = <Id extends string>({
  label,
  items,
  value,
  onChange,
  hideLabel = false,
  isDisabled = false,
}: SelectProps<Id>): ReactNode => (
  <AriaSelect
    value={value}
    isDisabled={isDisabled}
    onChange={(key) => {
      const item = items.find(({ id }) => id === key);
      if (item !== undefined) onChange(item.id);
    }}
    className="flex flex-col gap-1"
  >
    <Label className={clsx("text-sm font-medium", hideLabel && "sr-only")}>{label}</Label>
    <Button className={clsx(fieldClass, "flex items-center justify-between gap-2 text-start")}>
      <SelectValue className="truncate" />
      <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-2" />
    </Button>
    <Popover className="max-h-80 min-w-(--trigger-width) overflow-auto rounded-lg border border-line bg-surface-2 p-1 shadow-lg">
      <ListBox items={items} className="outline-none">
        {(item) => (
          <ListBoxItem
            id={item.id}
            textValue={item.label}
            className="flex min-h-7 items-center justify-between gap-3 rounded px-2 text-sm outline-none focus:bg-accent-soft selected:font-medium"
          >
            {({ isSelected }) => (
              <>
                <span>{item.label}</span>
                {isSelected ? <Check aria-hidden className="size-4" /> : null}
              </>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </AriaSelect>
);
