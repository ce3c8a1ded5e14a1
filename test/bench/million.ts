import { hash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageGroupSchema, messageViewSchema } from "#shared/domain/message-view.ts";
import { createDeliveries, createTallies } from "#hub/delivery/index.ts";
import type { Deliveries } from "#hub/delivery/index.ts";
import { createMessageBook, openLedger } from "#hub/ledger/index.ts";
import { fileNames } from "#hub/open-files.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { collectionPlan } from "#hub/store/collections.ts";
import { openStore } from "#hub/store/index.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { pastMessage } from "#test/scale/history-rows.ts";
import { writeHistory, type History } from "#test/scale/write-history.ts";
import { percentile, type Measure } from "./measure.ts";

const pastMessages = 1_000_000;
/** Kept between two runs of the bench. */
const historyFolder = (messages: number): string =>
  // Made anew when the documents look otherwise.
  join(tmpdir(), `usher-history-${messages}-${hash("sha256", JSON.stringify(collectionPlan)).slice(0, 8)}`);

const groups = messageGroupSchema.options;
const rowsPerPage = 100;
/** Where in a list a page is asked for: first, second, anywhere, last. */
const depths = [0, 0.0001, 0.1, 0.25, 0.5, 0.75, 0.9, 1] as const;
const traces = 300;

const first = async <Value>(frames: AsyncGenerator<Value, void, void>): Promise<Value> => {
  for await (const frame of frames) return frame;
  throw new Error("a live view has a first frame");
};

const timed = async <Value>(work: () => Promise<Value>): Promise<readonly [ms: number, value: Value]> => {
  const startedAt = performance.now();
  const value = await work();
  return [performance.now() - startedAt, value];
};

/** Every page that the screen can ask for, of the big wedding and of a campaign in the middle of it. */
const pageTimes = async (deliveries: Deliveries, { campaigns }: History): Promise<number[]> => {
  const big = campaigns.filter(({ wedding }) => wedding.id === campaigns[0]?.wedding.id);
  const scopes = [null, big[Math.floor(big.length / 2)]?.id ?? null, big.at(-1)?.id ?? null];
  const weddingId = big[0]?.wedding.id ?? "";
  const times: number[] = [];
  for (const campaignId of scopes) {
    for (const group of groups) {
      let total = 0;
      for (const depth of depths) {
        const offset = Math.max(0, Math.round(depth * total) - (depth === 1 ? rowsPerPage : 0));
        const input = { weddingId, view: messageViewSchema.parse({ campaignId, group }), offset, limit: rowsPerPage };
        const [ms, frame] = await timed(() => first(deliveries.window(input)));
        total = frame.total;
        times.push(ms);
      }
    }
  }
  return times;
};

const traceTimes = async (deliveries: Deliveries, { campaigns }: History): Promise<number[]> => {
  const times: number[] = [];
  for (let at = 0; at < traces; at += 1) {
    const campaign = campaigns[(at * 7_919) % campaigns.length];
    if (campaign === undefined) continue;
    const { intent } = pastMessage(campaign, (at * 104_729) % campaign.wedding.guests, at);
    const [ms, story] = await timed(() => first(deliveries.timeline(intent.messageId)));
    if (story === null) throw new Error("a message of the past is not known");
    times.push(ms);
  }
  return times;
};

/** What a planner of many years waits for: lists and stories over a million messages. */
export const millionRows = async (): Promise<Measure[]> => {
  const history = await writeHistory(historyFolder(pastMessages), pastMessages);
  const clock = createSystemClock();
  const ledger = openLedger({ path: join(history.folder, fileNames.ledger), clock, logger: silentLogger });
  const store = await openStore({ path: join(history.folder, fileNames.store) });
  const book = createMessageBook(ledger);
  const deliveries = createDeliveries({
    collections: store.collections,
    book,
    tallies: createTallies(),
    providers: () => [],
    findGuests: () => Promise.resolve([]),
    exchangesOf: () => [],
    render: () => ({ ok: false }),
    waitingOf: () => null,
    onWaiting: () => () => undefined,
    clock,
  });
  try {
    const pages = await pageTimes(deliveries, history);
    const stories = await traceTimes(deliveries, history);
    return [
      { name: "history of 1,000,000: list page p99", value: percentile(pages, 99), unit: "ms", budget: 50 },
      { name: "history of 1,000,000: list page p50", value: percentile(pages, 50), unit: "ms", budget: null },
      { name: "history of 1,000,000: trace p99", value: percentile(stories, 99), unit: "ms", budget: 20 },
    ];
  } finally {
    book.stop();
    await store.close();
    await ledger.close();
  }
};
