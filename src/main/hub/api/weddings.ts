import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const weddingsApi = ({ weddings }: Rooms) => ({
  list: os.weddings.list.handler(({ signal }) => weddings.list(signal)),
  create: os.weddings.create.handler(({ input }) => weddings.create(input)),
  save: os.weddings.save.handler(({ input }) => weddings.save(input)),
  openSample: os.weddings.openSample.handler(() => weddings.openSample()),
});
