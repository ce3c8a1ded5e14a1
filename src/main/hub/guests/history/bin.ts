import { z } from "zod";
import { guestSchema, householdSchema, responseSchema, type Household } from "#shared/domain/index.ts";
import { binDaysMax, type BinRow } from "#shared/api/guests.ts";
import { UsherError } from "#shared/problem.ts";
import { guestName } from "../list/facts.ts";
import type { Change } from "./change.ts";
import type { HistoryDatabase } from "./history-file.ts";

const dayMs = 86_400_000;
export const binMsMax = binDaysMax * dayMs;
/** Entries per wedding: the largest list removed once, and a fifth of it again. Beyond, the oldest go before their day. */
const entriesMax = 60_000;

/** What comes back with an entry. A guest's household has an entry of its own when it went too. */
const contentSchema = z.union([
  z.strictObject({ guest: guestSchema, responses: z.array(responseSchema) }),
  z.strictObject({ household: householdSchema }),
]);
export type BinContent = z.infer<typeof contentSchema>;

/** Removed guests and households, as they were, for 30 days. Entries whose guest is back in the list are not shown. */
export interface Bin {
  /** Within a durable write: keeps what these changes remove. */
  keep(weddingId: string, changes: readonly Change[], now: number, labelOf: (householdId: string) => string): void;
  /** All entries, newest first, households together; cheap, for `rows` to be asked about a few of them. */
  entries(weddingId: string, now: number): { readonly id: string; readonly kind: BinRow["kind"] }[];
  rows(ids: readonly string[]): BinRow[];
  /** What the entries hold; ids that are not there are left out. */
  contents(weddingId: string, ids: readonly string[]): BinContent[];
  household(householdId: string): Household | undefined;
  /** Entries of guests that went from this household. */
  guestsOf(weddingId: string, householdId: string): string[];
  forget(ids: readonly string[]): void;
  forgetBefore(at: number): void;
}

export const createBin = ({ database, loosely }: HistoryDatabase): Bin => {
  const add = database.prepare("INSERT OR REPLACE INTO bin VALUES (?, ?, ?, ?, ?, ?, ?)");
  const inOrder = database.prepare(
    `SELECT id, kind FROM bin WHERE wedding_id = ? AND removed_at > ? ORDER BY removed_at DESC, household_id, kind DESC, name`,
  );
  const row = database.prepare("SELECT id, kind, household_id, name, removed_at, content ->> '$.label' AS label FROM bin WHERE id = ?");
  const one = database.prepare("SELECT content FROM bin WHERE id = ? AND wedding_id = ?");
  const anyOne = database.prepare("SELECT content FROM bin WHERE id = ?");
  const members = database.prepare("SELECT id FROM bin WHERE wedding_id = ? AND household_id = ? AND kind = 'guest'");
  const drop = database.prepare("DELETE FROM bin WHERE id = ?");
  const dropBefore = database.prepare("DELETE FROM bin WHERE removed_at <= ?");
  const trim = database.prepare(
    `DELETE FROM bin WHERE id IN (SELECT id FROM bin WHERE wedding_id = ? ORDER BY removed_at DESC LIMIT -1 OFFSET ${entriesMax})`,
  );
  const contentIn = (row: Readonly<Record<string, unknown>> | undefined): BinContent[] =>
    row === undefined ? [] : [readContent(String(row["content"]))];
  return {
    keep: (weddingId, changes, now, labelOf) => {
      const leaving = changes.filter(({ after }) => after === null);
      const responses = Map.groupBy(
        leaving.flatMap(({ collection, before }) => (collection === "responses" && before !== null ? [before] : [])),
        ({ guestId }) => guestId,
      );
      for (const { collection, before } of leaving) {
        if (before === null) continue;
        if (collection === "guests") {
          const content = { label: labelOf(before.householdId), guest: before, responses: responses.get(before.id) ?? [] };
          add.run(before.id, weddingId, "guest", before.householdId, guestName(before), now, JSON.stringify(content));
        }
        if (collection === "households") {
          const content = { label: before.label, household: before };
          add.run(before.id, weddingId, "household", before.id, before.label, now, JSON.stringify(content));
        }
      }
      trim.run(weddingId);
    },
    entries: (weddingId, now) => inOrder.all(weddingId, now - binMsMax).map(({ id, kind }) => ({ id: String(id), kind: kindOf(kind) })),
    rows: (ids) => ids.map((id) => rowOf(row.get(id) ?? {})),
    contents: (weddingId, ids) => ids.flatMap((id) => contentIn(one.get(id, weddingId))),
    household: (householdId) => {
      const [content] = contentIn(anyOne.get(householdId));
      return content !== undefined && "household" in content ? content.household : undefined;
    },
    guestsOf: (weddingId, householdId) => members.all(weddingId, householdId).map(({ id }) => String(id)),
    forget: (ids) =>
      loosely(() => {
        for (const id of ids) drop.run(id);
      }),
    forgetBefore: (at) => loosely(() => void dropBefore.run(at)),
  };
};

const kindOf = (kind: unknown): BinRow["kind"] => (kind === "household" ? "household" : "guest");

const rowOf = (row: Readonly<Record<string, unknown>>): BinRow => ({
  id: String(row["id"]),
  kind: kindOf(row["kind"]),
  name: String(row["name"]),
  householdId: String(row["household_id"]),
  household: typeof row["label"] === "string" ? row["label"] : "",
  removedAt: Number(row["removed_at"]),
  goneAt: Number(row["removed_at"]) + binMsMax,
});

const readContent = (text: string): BinContent => {
  try {
    const { label: _, ...content } = JSON.parse(text) as Record<string, unknown>;
    return contentSchema.parse(content);
  } catch (cause) {
    throw new UsherError(
      {
        code: "bin-unreadable",
        sentence: "What was removed is damaged on the disk, or was written by another version of Usher.",
        nextStep: "Restore the others one by one, or look at the backups.",
      },
      { cause },
    );
  }
};
