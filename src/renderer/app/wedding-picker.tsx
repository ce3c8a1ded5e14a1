import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import { useLocation } from "wouter";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { NewWeddingDialog, WeddingDetailsDialog } from "../features/weddings/index.ts";
import { Check, ChevronDown } from "../ui/icons.ts";
import { fieldClass } from "../ui/text-field.tsx";
import { useChosenWedding } from "./chosen-wedding.ts";
import { useOverlay } from "./commands.ts";
import { routes } from "./routes.ts";

interface WeddingPickerProps {
  readonly weddings: readonly WeddingCard[];
  readonly wedding: WeddingCard;
}

const itemClass =
  "flex min-h-8 items-center justify-between gap-3 rounded px-2 text-sm outline-none focus:bg-accent-soft selected:font-medium";

/** Which wedding this window shows; also the door to a new one and to the details of this one. */
export const WeddingPicker = ({ weddings, wedding }: WeddingPickerProps): ReactNode => {
  const switchTo = useSwitchWedding();
  const show = useOverlay((state) => state.show);
  return (
    <MenuTrigger>
      <Button aria-label={`Wedding: ${wedding.name}`} className={`${fieldClass} flex items-center justify-between gap-2 text-start`}>
        <bdi className="truncate">{wedding.name}</bdi>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-2" />
      </Button>
      <Popover className="max-h-96 min-w-(--trigger-width) overflow-auto rounded-lg border border-line bg-surface-2 p-1 shadow-lg">
        <Menu className="outline-none">
          <MenuSection
            aria-label="Weddings"
            items={weddings.map((one) => ({ id: one.id, name: one.name, words: kindOf(one) }))}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[wedding.id]}
          >
            {({ id, name, words }) => (
              <MenuItem id={id} textValue={name} className={itemClass} onAction={() => switchTo(id)}>
                {({ isSelected }) => (
                  <>
                    <bdi className="truncate">{name}</bdi>
                    <span className="flex items-center gap-2 text-xs text-ink-2">
                      {words}
                      <Check aria-hidden className={isSelected ? "size-4" : "invisible size-4"} />
                    </span>
                  </>
                )}
              </MenuItem>
            )}
          </MenuSection>
          <Separator className="my-1 border-t border-line" />
          <MenuItem className={itemClass} onAction={() => show("new-wedding")}>
            New wedding…
          </MenuItem>
          <MenuItem className={itemClass} onAction={() => show("wedding-details")}>
            Wedding details…
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
};

const kindOf = ({ sample, practice, date }: WeddingCard): string => (sample ? "sample" : practice ? "practice" : date.slice(0, 4));

/** The dialogs of the picker and of the palette. */
export const WeddingDialogs = ({ wedding }: { readonly wedding: WeddingCard | undefined }): ReactNode => {
  const { overlay, show } = useOverlay();
  const switchTo = useSwitchWedding();
  const close = (): void => show("none");
  if (overlay === "new-wedding")
    return (
      <NewWeddingDialog
        onClose={close}
        onMade={(id) => {
          close();
          switchTo(id, routes.today);
        }}
      />
    );
  if (overlay === "wedding-details" && wedding !== undefined) return <WeddingDetailsDialog wedding={wedding} onClose={close} />;
  return null;
};

/** Another wedding has other messages and guests: what is open of this one is left for the place that it is in. */
const useSwitchWedding = (): ((id: string, to?: string) => void) => {
  const choose = useChosenWedding((state) => state.choose);
  const [location, navigate] = useLocation();
  return (id, to) => {
    navigate(to ?? `/${location.split(/[/?]/u)[1] ?? ""}`);
    choose(id);
  };
};
