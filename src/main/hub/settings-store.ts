import type { Setting } from "#shared/domain/suppression.ts";
import type { StoreCollections } from "./store/index.ts";

/** Small things kept by id, as rooms see them: they need not know what a collection is. */
export interface SettingsStore {
  get(id: string): Promise<Setting | undefined>;
  put(setting: Setting): Promise<void>;
  remove(id: string): Promise<void>;
}

export const createSettingsStore = ({ settings }: Pick<StoreCollections, "settings">): SettingsStore => ({
  get: async (id) => (await settings.findOne(id).exec())?.toMutableJSON(),
  put: async (setting) => {
    await settings.upsert(setting);
  },
  remove: async (id) => {
    await (await settings.findOne(id).exec())?.remove();
  },
});
