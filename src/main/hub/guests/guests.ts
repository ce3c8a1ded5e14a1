import type { z } from "zod";
import type { GuestRow, guestsContract } from "#shared/api/guests.ts";
import type { GuestPreset, GuestView } from "#shared/domain/guest-view.ts";
import type { Response } from "#shared/domain/index.ts";
import { liveList, liveValue, type ListFrame, type ListWindow } from "#hub/live/index.ts";
import type { Clock, Ids, Logger } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { guestCsv } from "./export-csv.ts";
import { draftAdd, draftEdits, draftRemove, plainOf, type CommandView, type GuestEdit, type NewGuest } from "./guest-commands.ts";
import { createBin, type Bin } from "./history/bin.ts";
import { createBinList, type BinList } from "./history/bin-list.ts";
import { createChangeWriter, type Change } from "./history/change.ts";
import { createCommandLog, type CommandLog } from "./history/command-log.ts";
import type { HistoryDatabase } from "./history/history-file.ts";
import { createHistory, type CommandRunner, type History } from "./history/history.ts";
import { mayTakeBack } from "./history/take-back.ts";
import { createGuestIndexes, type GuestIndexes } from "./list/indexes.ts";
import type { WeddingIndex } from "./list/wedding-index.ts";
import { readPeek, subscribePeek, type GuestPeek } from "./peek.ts";

export interface GuestsDeps {
  /** The file of undo and bin, or `:memory:`. */
  readonly historyPath: string;
  readonly collections: StoreCollections;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

interface OfWedding {
  readonly weddingId: string;
}
interface WindowInput extends OfWedding {
  readonly view: GuestView;
  readonly offset: number;
  readonly limit: number;
}
interface Undoable {
  undoId: string;
  sentence: string;
}
type Duplicates = z.infer<NonNullable<(typeof guestsContract.duplicates)["~orpc"]["outputSchema"]>>;

/** The guests of every wedding: list, search, edits with undo, duplicates, export. */
export interface GuestList extends BinList {
  window(input: WindowInput, signal?: AbortSignal): AsyncGenerator<ListFrame<GuestRow>, void, void>;
  counts(input: OfWedding, signal?: AbortSignal): AsyncGenerator<{ preset: GuestPreset; count: number }[], void, void>;
  ids(input: OfWedding & { readonly view: GuestView }): Promise<readonly string[]>;
  peek(input: { readonly guestId: string }, signal?: AbortSignal): AsyncGenerator<GuestPeek | null, void, void>;
  edit(input: OfWedding & { readonly edits: readonly GuestEdit[] }): Promise<Undoable>;
  add(input: NewGuest): Promise<Undoable & { guestId: string }>;
  remove(input: OfWedding & { readonly guestIds: readonly string[] }): Promise<Undoable>;
  duplicates(input: OfWedding): Promise<Duplicates>;
  exportCsv(input: OfWedding & { readonly view: GuestView }): Promise<{ fileName: string; csv: string }>;
  /** Guest ids that match a view now: any view is an audience. */
  matching(weddingId: string, view: GuestView): Promise<readonly string[]>;
  /** Shown name of a guest; empty when the guest is gone or nameless. */
  nameOf(guestId: string): Promise<string>;
}

export interface GuestListParts {
  readonly list: GuestList;
  readonly history: History & CommandRunner;
  readonly indexes: GuestIndexes;
}

/** Builds the guest list with its history; the import shares both. */
export const createGuestList = ({ collections, clock, ids, logger }: GuestsDeps, historyFile: HistoryDatabase): GuestListParts => {
  const indexes = createGuestIndexes(collections, logger);
  const bin = createBin(historyFile);
  const history = historyOf({ collections, clock, ids }, createCommandLog(historyFile), bin, indexes);
  const viewOf = async (weddingId: string): Promise<CommandView> => {
    const [index, wedding] = await Promise.all([indexes.of(weddingId), collections.weddings.findOne(weddingId).exec()]);
    return { index, wedding: wedding?.toMutableJSON(), clock, ids };
  };
  const matching = async (weddingId: string, view: GuestView): Promise<readonly string[]> => (await indexes.of(weddingId)).matching(view);
  const live = <Value>(weddingId: string, read: (index: WeddingIndex) => Value) => ({
    read: async () => read(await indexes.of(weddingId)),
    subscribe: (changed: () => void) => indexes.subscribe(weddingId, changed),
  });
  const list: GuestList = {
    ...createBinList({ bin, history, indexOf: indexes.of, clock, ids }),
    matching,
    ids: ({ weddingId, view }) => matching(weddingId, view),
    nameOf: async (guestId) => indexes.find(guestId)?.factsOf(guestId)?.row.name ?? nameInStore(collections, guestId),
    window: ({ weddingId, view, offset, limit }, signal) =>
      liveList(
        live(weddingId, (index) => windowOf(index, view, offset, limit)),
        clock,
        signal,
      ),
    counts: ({ weddingId }, signal) =>
      liveValue(
        live(weddingId, (index) => index.counts()),
        clock,
        signal,
      ),
    peek: ({ guestId }, signal) =>
      liveValue(
        { read: () => readPeek(collections, guestId), subscribe: (changed) => subscribePeek(collections, guestId, changed) },
        clock,
        signal,
      ),
    edit: ({ weddingId, edits }) => history.run(weddingId, async () => draftEdits(weddingId, edits, await viewOf(weddingId))),
    add: async (input) => {
      let guestId = "";
      const done = await history.run(input.weddingId, async () => {
        const events = await collections.events.find({ selector: { weddingId: input.weddingId } }).exec();
        const draft = draftAdd(
          input,
          events.map(({ id }) => id),
          await viewOf(input.weddingId),
        );
        guestId = draft.guestId;
        return draft;
      });
      return { ...done, guestId };
    },
    remove: ({ weddingId, guestIds }) =>
      history.run(weddingId, async () =>
        draftRemove(weddingId, guestIds, await removedAnswers(collections, weddingId, guestIds), await viewOf(weddingId)),
      ),
    duplicates: async ({ weddingId }) => (await indexes.of(weddingId)).duplicates(),
    exportCsv: async ({ weddingId, view }) => {
      const { index, wedding } = await viewOf(weddingId);
      const csv = guestCsv(index.matching(view).flatMap((id) => index.factsOf(id) ?? []));
      return { fileName: `${fileNameOf(wedding?.name ?? "")}-guests.csv`, csv };
    },
  };
  return { list, history, indexes };
};

const historyOf = (
  { collections, clock, ids }: Pick<GuestsDeps, "collections" | "clock" | "ids">,
  log: CommandLog,
  bin: Bin,
  indexes: GuestIndexes,
): History & CommandRunner =>
  createHistory({
    log,
    bin,
    writer: createChangeWriter(collections, clock),
    mayRemove: async (weddingId) => mayTakeBack(await indexes.of(weddingId)),
    labelOf: async (weddingId) => labelsOf(await indexes.of(weddingId)),
    clock,
    ids,
  });

const windowOf = (index: WeddingIndex, view: GuestView, offset: number, limit: number): ListWindow<GuestRow> => {
  const found = index.matching(view);
  return { total: found.length, offset, rows: found.slice(offset, offset + limit).flatMap((id) => index.factsOf(id)?.row ?? []) };
};

const labelsOf =
  (index: WeddingIndex) =>
  (householdId: string): string =>
    index.households().get(householdId)?.label ?? "";

const fileNameOf = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/gu, "")
    .slice(0, 60) || "wedding";

const nameInStore = async ({ guests }: Pick<StoreCollections, "guests">, guestId: string): Promise<string> => {
  const guest = await guests.findOne(guestId).exec();
  return guest === null ? "" : `${guest.givenName} ${guest.familyName}`.trim();
};

const removedAnswers = async (
  { responses }: Pick<StoreCollections, "responses">,
  weddingId: string,
  guestIds: readonly string[],
): Promise<Change[]> => {
  const leaving = new Set(guestIds);
  const found = await responses.find({ selector: { weddingId } }).exec();
  return found
    .filter(({ guestId }) => leaving.has(guestId))
    .map((document): Change => ({ collection: "responses", id: document.id, before: plainOf(document.toJSON() as Response), after: null }));
};
