import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const weddingsApi = ({ weddings, dispatcher }: Rooms) => ({
  list: os.weddings.list.handler(({ signal }) => weddings.list(signal)),
  create: os.weddings.create.handler(({ input }) => weddings.create(input)),
  save: os.weddings.save.handler(({ input }) => weddings.save(input)),
  pauseSending: os.weddings.pauseSending.handler(({ input }) => dispatcher.pauseWedding(input.weddingId)),
  resumeSending: os.weddings.resumeSending.handler(async ({ input }) => {
    await dispatcher.resumeWedding(input.weddingId);
    return {};
  }),
  openSample: os.weddings.openSample.handler(() => weddings.openSample()),
});
