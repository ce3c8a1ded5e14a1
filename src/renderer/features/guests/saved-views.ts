import { z } from "zod";
import { create } from "zustand";
import type { GuestView } from "#shared/domain/guest-view.ts";
import { queryOfView } from "./view-url.ts";

/** Most views kept for one wedding; a longer list is not looked through. */
export const savedViewsMax = 30;

const savedViewSchema = z.strictObject({ name: z.string().min(1).max(60), query: z.string().max(4000) });
/** A name, and the query that is the view. */
export type SavedView = z.infer<typeof savedViewSchema>;

const keyOf = (weddingId: string): string => `usher.views.${weddingId}`;

/** What cannot be read is no view; the next save writes over it. */
export const readSavedViews = (text: string | null): readonly SavedView[] => {
  try {
    return z
      .array(savedViewSchema)
      .max(savedViewsMax)
      .catch([])
      .parse(JSON.parse(text ?? "[]"));
  } catch {
    return [];
  }
};

/** A view of that name takes the place of the one before. */
export const withView = (views: readonly SavedView[], name: string, view: GuestView): readonly SavedView[] => [
  ...views.filter((one) => one.name !== name).slice(-(savedViewsMax - 1)),
  { name, query: queryOfView(view).toString() },
];

export const savedAs = (views: readonly SavedView[], view: GuestView): SavedView | undefined => {
  const query = queryOfView(view).toString();
  return views.find((one) => one.query === query);
};

interface SavedViews {
  readonly byWedding: Readonly<Record<string, readonly SavedView[]>>;
  load(weddingId: string): void;
  save(weddingId: string, name: string, view: GuestView): void;
  forget(weddingId: string, name: string): void;
}

/** Personal views of this device. */
export const useSavedViews = create<SavedViews>((set, get) => {
  const stored = (weddingId: string): readonly SavedView[] => readSavedViews(localStorage.getItem(keyOf(weddingId)));
  const put = (weddingId: string, views: readonly SavedView[]): void => {
    localStorage.setItem(keyOf(weddingId), JSON.stringify(views));
    set({ byWedding: { ...get().byWedding, [weddingId]: views } });
  };
  return {
    byWedding: {},
    load: (weddingId) => set({ byWedding: { ...get().byWedding, [weddingId]: stored(weddingId) } }),
    save: (weddingId, name, view) => put(weddingId, withView(stored(weddingId), name, view)),
    forget: (weddingId, name) =>
      put(
        weddingId,
        stored(weddingId).filter((one) => one.name !== name),
      ),
  };
});
