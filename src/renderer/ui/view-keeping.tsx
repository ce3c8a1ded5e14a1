import { useEffect, useState, type ReactNode } from "react";
import { savedAs, type SavedView, type SavedViewsOfList } from "../state/saved-views.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./text-field.tsx";

const none: readonly SavedView[] = [];

/** The planner's own views of one list, and which of them is the one that is open. */
export const useSavedViewsOf = (useViews: SavedViewsOfList, weddingId: string, query: string) => {
  const views = useViews(({ byWedding }) => byWedding[weddingId]) ?? none;
  const load = useViews(({ load: loadOf }) => loadOf);
  useEffect(() => load(weddingId), [load, weddingId]);
  return { views, saved: savedAs(views, query) };
};

interface ViewKeepingProps {
  readonly views: SavedViewsOfList;
  readonly weddingId: string;
  /** The view that is open, as its query. */
  readonly query: string;
}

/** Keeps a changed view under a name, or forgets the one that is open. */
export const ViewKeeping = ({ views: useViews, weddingId, query }: ViewKeepingProps): ReactNode => {
  const { saved } = useSavedViewsOf(useViews, weddingId, query);
  const { save, forget } = useViews.getState();
  const [name, setName] = useState<string>();
  if (saved !== undefined)
    return (
      <Button variant="quiet" onPress={() => forget(weddingId, saved.name)}>
        Forget this view
      </Button>
    );
  const keep = (): void => {
    if (name === undefined || name.trim() === "") return;
    save(weddingId, name.trim(), query);
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
