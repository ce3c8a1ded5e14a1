import type { Channel } from "#shared/domain/fields.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import type { StoreCollections } from "#hub/store/index.ts";

export const addressKey = (channel: Channel, address: string): string => `${channel} ${address}`;

/** Every suppression of a wedding by `addressKey`; they are few compared with the guests. */
export const readSuppressions = async (
  { suppressions }: Pick<StoreCollections, "suppressions">,
  weddingId: string,
): Promise<ReadonlyMap<string, Suppression>> => {
  const found = await suppressions.find({ selector: { weddingId } }).exec();
  return new Map(found.map((document) => [addressKey(document.channel, document.address), document.toJSON() as Suppression]));
};
