import type { BinRow } from "#shared/api/guests.ts";

/** One household's entries: people think of who went together, not of rows. */
export interface BinGroup {
  readonly householdId: string;
  readonly household: string;
  /** The household itself is in the bin too; it comes back with any of its guests. */
  readonly isGone: boolean;
  readonly guests: readonly BinRow[];
  /** Ids that bring all of it back. */
  readonly ids: readonly string[];
  readonly removedAt: number;
  readonly goneAt: number;
}

/** Entries of one household that were removed at the same time, in the order in which they come: newest first. */
export const groupRows = (rows: readonly BinRow[]): BinGroup[] => {
  const groups = new Map<string, BinRow[]>();
  for (const row of rows) {
    const key = `${row.householdId} ${row.removedAt}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const { householdId, household, removedAt, goneAt } = first;
    return [
      {
        householdId,
        household,
        removedAt,
        goneAt,
        isGone: entries.some(({ kind }) => kind === "household"),
        guests: entries.filter(({ kind }) => kind === "guest"),
        ids: entries.map(({ id }) => id),
      },
    ];
  });
};
