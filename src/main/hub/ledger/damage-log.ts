import type { Logger } from "#hub/ports/index.ts";
import { idIn } from "./damaged-intent.ts";
import type { LedgerTable } from "./ledger-schema.ts";
import type { StoredRow } from "./row-codec.ts";

/** Which rows were found damaged since the ledger was opened, and whose messages they may be about. */
export interface DamageLog {
  /** Reports a row once, however often it is read. */
  note(table: LedgerTable, row: StoredRow): void;
  /** The row is whole again. */
  forget(table: LedgerTable, seq: number): void;
  /** Damaged rows about a message. */
  countOf(messageId: string): number;
  /** Of one table, or of all. */
  rows(table?: LedgerTable): number;
}

/** A damaged row may be about the message that its column names and about the one in its body: it counts for both. */
export const ownersOf = (row: StoredRow): string[] => [
  ...new Set([row["message_id"], idIn(row["body"], "messageId")].filter((id) => typeof id === "string")),
];

export const createDamageLog = (logger: Logger): DamageLog => {
  const ownersByPlace = new Map<string, readonly string[]>();
  const placesByOwner = new Map<string, Set<string>>();
  return {
    note: (table, row) => {
      const place = `${table}:${String(row["seq"])}`;
      if (ownersByPlace.has(place)) return;
      const owners = ownersOf(row);
      ownersByPlace.set(place, owners);
      for (const owner of owners) placesByOwner.set(owner, (placesByOwner.get(owner) ?? new Set()).add(place));
      logger.error("a row of the send journal is damaged and was set aside", { table, seq: Number(row["seq"]) });
    },
    forget: (table, seq) => {
      const place = `${table}:${String(seq)}`;
      for (const owner of ownersByPlace.get(place) ?? []) placesByOwner.get(owner)?.delete(place);
      ownersByPlace.delete(place);
    },
    countOf: (messageId) => placesByOwner.get(messageId)?.size ?? 0,
    rows: (table) =>
      table === undefined ? ownersByPlace.size : [...ownersByPlace.keys()].filter((place) => place.startsWith(`${table}:`)).length,
  };
};
