import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const suppressionsApi = ({ suppressions }: Rooms) => ({
  window: os.suppressions.window.handler(({ input, signal }) => suppressions.window(input, signal)),
  lifted: os.suppressions.lifted.handler(({ input, signal }) => suppressions.lifted(input.weddingId, signal)),
  add: os.suppressions.add.handler(({ input }) => suppressions.add(input)),
  lift: os.suppressions.lift.handler(async ({ input }) => {
    await suppressions.lift(input);
    return {};
  }),
});
