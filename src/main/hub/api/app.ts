import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const appApi = ({ status, dispatcher, about, beginNewJournal, damaged }: Rooms) => ({
  info: os.app.info.handler(({ context }) => ({ ...about, host: context.host })),
  status: os.app.status.handler(({ signal }) => status.live(signal)),
  beginNewJournal: os.app.beginNewJournal.handler(beginNewJournal),
  damagedEntries: os.app.damagedEntries.handler(({ signal }) => damaged.list(signal)),
  keepDamagedEntries: os.app.keepDamagedEntries.handler(async () => ({ left: await damaged.keepAll() })),
  pauseAllSending: os.app.pauseAllSending.handler(() => dispatcher.pauseAll()),
  resumeAllSending: os.app.resumeAllSending.handler(async () => {
    await dispatcher.resumeAll();
    return {};
  }),
  pauseWeddingSending: os.app.pauseWeddingSending.handler(({ input }) => dispatcher.pauseWedding(input.weddingId)),
  resumeWeddingSending: os.app.resumeWeddingSending.handler(async ({ input }) => {
    await dispatcher.resumeWedding(input.weddingId);
    return {};
  }),
});
