import { z } from "zod";
import { create, type StoreApi, type UseBoundStore } from "zustand";

/** Most views kept for one list of one wedding; a longer menu is not looked through. */
export const savedViewsMax = 30;

const savedViewSchema = z.strictObject({ name: z.string().min(1).max(60), query: z.string().max(4000) });
/** A name, and the query that is the view. */
export type SavedView = z.infer<typeof savedViewSchema>;

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
export const withView = (views: readonly SavedView[], name: string, query: string): readonly SavedView[] => [
  ...views.filter((one) => one.name !== name).slice(-(savedViewsMax - 1)),
  { name, query },
];

export const savedAs = (views: readonly SavedView[], query: string): SavedView | undefined => views.find((one) => one.query === query);

export interface SavedViews {
  readonly byWedding: Readonly<Record<string, readonly SavedView[]>>;
  load(weddingId: string): void;
  save(weddingId: string, name: string, query: string): void;
  forget(weddingId: string, name: string): void;
}

export type SavedViewsOfList = UseBoundStore<StoreApi<SavedViews>>;

/** Personal views of one list, kept on this device under `keyPrefix` and the wedding. */
export const createSavedViews = (keyPrefix: string): SavedViewsOfList =>
  create<SavedViews>((set, get) => {
    const keyOf = (weddingId: string): string => `${keyPrefix}.${weddingId}`;
    const stored = (weddingId: string): readonly SavedView[] => readSavedViews(localStorage.getItem(keyOf(weddingId)));
    const put = (weddingId: string, views: readonly SavedView[]): void => {
      localStorage.setItem(keyOf(weddingId), JSON.stringify(views));
      set({ byWedding: { ...get().byWedding, [weddingId]: views } });
    };
    return {
      byWedding: {},
      load: (weddingId) => set({ byWedding: { ...get().byWedding, [weddingId]: stored(weddingId) } }),
      save: (weddingId, name, query) => put(weddingId, withView(stored(weddingId), name, query)),
      forget: (weddingId, name) =>
        put(
          weddingId,
          stored(weddingId).filter((one) => one.name !== name),
        ),
    };
  });
