import type { RxCollection } from "rxdb/plugins/core";

/**
 * Takes documents that were removed more than `ageMsMin` ago off the disk for good; until then the store keeps what they held, so that
 * other computers hear of the removal. `breathe` is awaited between two steps of about 10 ms; it may throw to end this early.
 */
export async function purgeRemoved<Document>(
  { storageInstance }: RxCollection<Document>,
  ageMsMin: number,
  breathe: () => Promise<void>,
): Promise<void> {
  while (!(await storageInstance.cleanup(ageMsMin))) await breathe();
}
