import { useState, type ReactNode } from "react";
import { Autocomplete, Dialog, Heading, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField, useFilter } from "react-aria-components";
import { useLocation } from "wouter";
import { useScreenKeys } from "../state/screen-keys.ts";
import { fieldClass } from "../ui/text-field.tsx";
import { keyWords, useOverlay, type AppCommand } from "./commands.ts";
import { useGuestHits } from "./use-guest-hits.ts";

interface PaletteProps {
  readonly commands: readonly AppCommand[];
  readonly weddingId: string | undefined;
}

/** Commands and guests by what one types; or all keys, those of the open screen first. */
export const Palette = (props: PaletteProps): ReactNode => {
  const { overlay, show } = useOverlay();
  const isSheet = overlay === "shortcuts";
  return (
    <ModalOverlay
      isOpen={overlay === "palette" || isSheet}
      onOpenChange={(open) => !open && show("none")}
      isDismissable
      className="fixed inset-0 z-40 flex justify-center bg-black/40 px-4 pt-[12vh]"
    >
      <Modal className="h-fit max-h-[70vh] w-full max-w-lg overflow-hidden rounded-xl border border-line bg-surface-2 shadow-2xl">
        <Dialog className="flex max-h-[70vh] flex-col outline-none">
          <Heading slot="title" className="sr-only">
            {isSheet ? "Shortcuts" : "Search or run"}
          </Heading>
          <PaletteList {...props} isSheet={isSheet} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};

const guestPrefix = "guest ";

const useItems = ({ commands, weddingId }: PaletteProps, isSheet: boolean, typed: string): readonly AppCommand[] => {
  const [, navigate] = useLocation();
  const screenKeys = useScreenKeys(({ keys }) => keys);
  const hits = useGuestHits(isSheet ? undefined : weddingId, typed);
  if (isSheet)
    return [
      ...screenKeys.map(({ keys, label }) => ({ id: `screen ${keys}`, label, keys, run: () => undefined })),
      ...commands.filter(({ keys }) => keys !== undefined),
    ];
  return [
    ...hits.map(({ id, name, household }) => ({
      id: `${guestPrefix}${id}`,
      label: household === "" || household === name ? name : `${name} · ${household}`,
      run: () => navigate(`/guests?${new URLSearchParams({ q: typed.trim(), guest: id }).toString()}`),
    })),
    ...commands,
  ];
};

const PaletteList = ({ isSheet, ...props }: PaletteProps & { readonly isSheet: boolean }): ReactNode => {
  const show = useOverlay((state) => state.show);
  const { contains } = useFilter({ sensitivity: "base" });
  const [typed, setTyped] = useState("");
  const items = useItems(props, isSheet, typed);
  return (
    <Autocomplete
      inputValue={typed}
      onInputChange={setTyped}
      // The hub has found the guests, forgivingly; what it found stays.
      filter={(text, input, node) => String(node.key).startsWith(guestPrefix) || contains(text, input)}
    >
      <SearchField autoFocus aria-label={isSheet ? "Search shortcuts" : "Search or run"} className="border-b border-line p-3">
        <Input className={fieldClass} placeholder={isSheet ? "Shortcuts" : "A guest, or what to do…"} />
      </SearchField>
      <Menu
        aria-label={isSheet ? "Shortcuts" : "Guests and commands"}
        items={items}
        className="overflow-auto p-1.5 outline-none"
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
            <bdi className="truncate">{command.label}</bdi>
            {command.keys === undefined ? null : <kbd className="shrink-0 font-sans text-xs text-ink-2">{keyWords(command.keys)}</kbd>}
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  );
};
