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
        read: async () => windowOf(bin, weddingId, await indexOf(weddingId), { now: clock.now(), offset, limit }),
        subscribe: history.onChange,
      },
      clock,
      signal,
    ),
  restore: (input) =>
    history.run(input.weddingId, async () => draftRestore(input, { bin, index: await indexOf(input.weddingId), clock, ids })),
});

/** Who is back in the list is not in the bin, whatever the file says. */
const windowOf = (
  bin: Bin,
  weddingId: string,
  index: WeddingIndex,
  { now, offset, limit }: { readonly now: number; readonly offset: number; readonly limit: number },
): ListWindow<BinRow> => {
  const isBack = { guest: index.guests(), household: index.households() };
  const gone = bin.entries(weddingId, now).filter(({ id, kind }) => !isBack[kind].has(id));
  return { total: gone.length, offset, rows: bin.rows(gone.slice(offset, offset + limit).map(({ id }) => id)) };
};
