import type { ReactNode } from "react";
import { Autocomplete, Dialog, Heading, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField, useFilter } from "react-aria-components";
import { fieldClass } from "../ui/text-field.tsx";
import { keyWords, useOverlay, type AppCommand } from "./commands.ts";

export const Palette = ({ commands }: { readonly commands: readonly AppCommand[] }): ReactNode => {
  const { overlay, show } = useOverlay();
  const { contains } = useFilter({ sensitivity: "base" });
  const isSheet = overlay === "shortcuts";
  const shown = commands.filter((command) => !isSheet || command.keys !== undefined);
  return (
    <ModalOverlay
      isOpen={overlay !== "none"}
      onOpenChange={(open) => !open && show("none")}
      isDismissable
      className="fixed inset-0 z-40 flex justify-center bg-black/40 px-4 pt-[12vh]"
    >
      <Modal className="h-fit max-h-[70vh] w-full max-w-lg overflow-hidden rounded-xl border border-line bg-surface-2 shadow-2xl">
        <Dialog className="flex max-h-[70vh] flex-col outline-none">
          <Heading slot="title" className="sr-only">
            {isSheet ? "Shortcuts" : "Search or run"}
          </Heading>
          <Autocomplete filter={contains}>
            <SearchField autoFocus aria-label={isSheet ? "Search shortcuts" : "Search or run"} className="border-b border-line p-3">
              <Input className={fieldClass} placeholder={isSheet ? "Shortcuts" : "Search or run…"} />
            </SearchField>
            <Menu
              items={shown}
              className="overflow-auto p-1.5 outline-none"
              onAction={() => show("none")}
              renderEmptyState={() => <p className="p-4 text-sm text-ink-2">Nothing of that name.</p>}
            >
              {(command) => (
                <MenuItem
                  id={command.id}
                  textValue={command.label}
                  onAction={() => {
                    show("none");
                    command.run();
                  }}
                  className="flex min-h-8 items-center justify-between gap-4 rounded px-2.5 text-sm outline-none focus:bg-accent-soft"
                >
                  <span>{command.label}</span>
                  {command.keys === undefined ? null : <kbd className="font-sans text-xs text-ink-2">{keyWords(command.keys)}</kbd>}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};
