import type { Channel } from "#shared/domain/fields.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { StoreCollections } from "#hub/store/index.ts";

export const addressKey = (channel: Channel, address: string): string => `${channel} ${address}`;

export interface SuppressionSource {
  readonly collections: Pick<StoreCollections, "suppressions">;
  /** Noted and not in the store yet. */
  readonly unsavedSuppressions: () => readonly Suppression[];
  /** Whether a block of this address was there and cannot be read any more; it holds all the same. */
  readonly isBlockLost: (weddingId: string, channel: Channel, address: string) => boolean;
}

/** Every suppression of a wedding by `addressKey`; they are few compared with the guests. */
export const readSuppressions = async (source: SuppressionSource, weddingId: string): Promise<ReadonlyMap<string, Suppression>> => {
  const found = await source.collections.suppressions.find({ selector: { weddingId } }).exec();
  const unsaved = source.unsavedSuppressions().filter((one) => one.weddingId === weddingId);
  const all = [...unsaved, ...found.map((document) => document.toJSON() as Suppression)];
  return new Map(all.map((one) => [addressKey(one.channel, one.address), one]));
};
