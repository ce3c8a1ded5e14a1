import type { BinRow } from "#shared/api/guests.ts";
import { liveList, type ListFrame, type ListWindow } from "#hub/live/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";
import type { Bin } from "./bin.ts";
import type { CommandRunner } from "./history.ts";
import { draftRestore, type RestoreInput } from "./restore.ts";

interface BinInput {
  readonly weddingId: string;
  readonly offset: number;
  readonly limit: number;
}

/** What the API offers of the bin. */
export interface BinList {
  bin(input: BinInput, signal?: AbortSignal): AsyncGenerator<ListFrame<BinRow>, void, void>;
  /** One undoable command. Throws `bin-entry-gone`, `bin-unreadable`. */
  restore(input: RestoreInput): Promise<{ undoId: string; sentence: string }>;
}

export interface BinListDeps {
  readonly bin: Bin;
  readonly history: CommandRunner;
  readonly indexOf: (weddingId: string) => Promise<WeddingIndex>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export const createBinList = ({ bin, history, indexOf, clock, ids }: BinListDeps): BinList => ({
  bin: ({ weddingId, offset, limit }, signal) =>
    liveList(
      {
        read: async () => windowOf(bin.rows(weddingId, clock.now()), await indexOf(weddingId), offset, limit),
        subscribe: history.onChange,
      },
      clock,
      signal,
    ),
  restore: (input) =>
    history.run(input.weddingId, async () => draftRestore(input, { bin, index: await indexOf(input.weddingId), clock, ids })),
});

/** Who is back in the list is not in the bin, whatever the file says. */
const windowOf = (rows: readonly BinRow[], index: WeddingIndex, offset: number, limit: number): ListWindow<BinRow> => {
  const gone = rows.filter(({ id, kind }) => !(kind === "guest" ? index.guests() : index.households()).has(id));
  return { total: gone.length, offset, rows: gone.slice(offset, offset + limit) };
};
