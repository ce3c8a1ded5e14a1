import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";

export interface TabsProps<Id extends string> {
  readonly label?: string;
  readonly items: readonly { readonly id: Id; readonly label: string; readonly badge?: string | number | undefined }[];
  readonly value: Id;
  readonly onChange: (value: Id) => void;
  /** Content of the chosen tab. */
  readonly children?: ReactNode;
}

export const Tabs = <Id extends string>({ label = "Sections", items, value, onChange, children }: TabsProps<Id>): ReactNode => (
  <AriaTabs
    selectedKey={value}
    onSelectionChange={(key) => {
      const item = items.find(({ id }) => id === key);
      if (item !== undefined) onChange(item.id);
    }}
  >
    <TabList aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {items.map((item) => (
        <Tab
          key={item.id}
          id={item.id}
          className="-mb-px flex min-h-8 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-ink-2 hover:text-ink selected:border-accent selected:font-medium selected:text-ink"
        >
          {item.label}
          {item.badge === undefined ? null : <span className="rounded-full bg-sunken px-1.5 text-xs text-ink-2">{item.badge}</span>}
        </Tab>
      ))}
    </TabList>
    <TabPanel key={value} id={value} className="pt-3">
      {children}
    </TabPanel>
  </AriaTabs>
);
