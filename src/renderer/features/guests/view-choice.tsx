import { useEffect, useState, type ReactNode } from "react";
import { guestPresetSchema, type GuestPreset, type GuestView } from "#shared/domain/guest-view.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { presetWords } from "./filter-words.ts";
import { savedAs, useSavedViews, type SavedView } from "./saved-views.ts";
import { viewOfQuery } from "./view-url.ts";

interface ViewChoiceProps {
  readonly weddingId: string;
  readonly view: GuestView;
  readonly counts: readonly { readonly preset: GuestPreset; readonly count: number }[] | undefined;
  readonly onView: (view: GuestView) => void;
}

const none: readonly SavedView[] = [];
const savedId = ({ name }: SavedView): string => `saved ${name}`;

/** Ready-made views with their live counts, then the planner's own. */
export const ViewChoice = ({ weddingId, view, counts, onView }: ViewChoiceProps): ReactNode => {
  const views = useSavedViews(({ byWedding }) => byWedding[weddingId]) ?? none;
  const { load } = useSavedViews.getState();
  useEffect(() => load(weddingId), [load, weddingId]);
  const countOf = (id: GuestPreset): string => String(counts?.find((one) => one.preset === id)?.count ?? "");
  const saved = savedAs(views, view);
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

/** Keeps a changed view under a name, or forgets the one that is open. */
export const ViewKeeping = ({ weddingId, view }: Pick<ViewChoiceProps, "weddingId" | "view">): ReactNode => {
  const views = useSavedViews(({ byWedding }) => byWedding[weddingId]) ?? none;
  const { save, forget } = useSavedViews.getState();
  const [name, setName] = useState<string>();
  const saved = savedAs(views, view);
  if (saved !== undefined)
    return (
      <Button variant="quiet" onPress={() => forget(weddingId, saved.name)}>
        Forget this view
      </Button>
    );
  const keep = (): void => {
    if (name === undefined || name.trim() === "") return;
    save(weddingId, name.trim(), view);
    setName(undefined);
  };
  return (
    <>
      <Button variant="quiet" onPress={() => setName("")}>
        Save view…
      </Button>
      {name === undefined ? null : (
        <Dialog
          title="Save this view"
          isOpen
          onClose={() => setName(undefined)}
          actions={
            <>
              <Button onPress={() => setName(undefined)}>Back</Button>
              <Button variant="primary" isDisabled={name.trim() === ""} onPress={keep}>
                Save view
              </Button>
            </>
          }
        >
          <TextField label="Name" value={name} onChange={(text) => setName(text.slice(0, 60))} autoFocus />
          <p className="text-sm text-ink-2">Filters, search and order are kept on this computer, in the list of views.</p>
        </Dialog>
      )}
    </>
  );
};
