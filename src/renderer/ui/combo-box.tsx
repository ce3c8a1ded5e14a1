import type { ReactNode } from "react";
import { ComboBox as AriaComboBox, Input, Label, ListBox, ListBoxItem, ListLayout, Popover, Virtualizer } from "react-aria-components";
import { fieldClass } from "./text-field.tsx";

export interface ComboBoxProps {
  readonly label: string;
  /** Any number; typing narrows them. */
  readonly items: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of many names, found by typing a part. Leaving the field with anything else puts the old name back. */
export const ComboBox = ({ label, items, value, onChange }: ComboBoxProps): ReactNode => (
  <AriaComboBox
    defaultItems={[...new Set([value, ...items])].filter((id) => id !== "").map((id) => ({ id }))}
    defaultSelectedKey={value}
    onSelectionChange={(key) => {
      if (key !== null) onChange(String(key));
    }}
    className="flex flex-col gap-1"
  >
    <Label className="text-sm font-medium">{label}</Label>
    <Input className={fieldClass} />
    <Popover className="min-w-(--trigger-width) overflow-hidden rounded-lg border border-line bg-surface-2 p-1 shadow-lg">
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: 28 }}>
        <ListBox className="h-64 overflow-auto outline-none">
          {({ id }: { readonly id: string }) => (
            <ListBoxItem
              textValue={id}
              className="flex min-h-7 items-center rounded px-2 text-sm outline-none focus:bg-accent-soft selected:font-medium"
            >
              {id.replaceAll("_", " ")}
            </ListBoxItem>
          )}
        </ListBox>
      </Virtualizer>
    </Popover>
  </AriaComboBox>
);
