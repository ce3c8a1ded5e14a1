import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const guestsApi = ({ guests }: Rooms) => ({
  window: os.guests.window.handler(({ input, signal }) => guests.window(input, signal)),
  counts: os.guests.counts.handler(({ input, signal }) => guests.counts(input, signal)),
  ids: os.guests.ids.handler(async ({ input }) => [...(await guests.ids(input))]),
  peek: os.guests.peek.handler(({ input, signal }) => guests.peek(input, signal)),
  edit: os.guests.edit.handler(({ input }) => guests.edit(input)),
  add: os.guests.add.handler(({ input }) => guests.add(input)),
  remove: os.guests.remove.handler(({ input }) => guests.remove(input)),
  bin: os.guests.bin.handler(({ input, signal }) => guests.bin(input, signal)),
  restore: os.guests.restore.handler(({ input }) => guests.restore(input)),
  facets: os.guests.facets.handler(({ input }) => guests.facets(input)),
  tag: os.guests.tag.handler(({ input }) => guests.tag(input)),
  copyRows: os.guests.copyRows.handler(({ input }) => guests.copyRows(input)),
  duplicates: os.guests.duplicates.handler(({ input }) => guests.duplicates(input)),
  registerDevice: os.guests.registerDevice.handler(({ input }) => guests.registerDevice(input)),
  forgetDevice: os.guests.forgetDevice.handler(async ({ input }) => {
    await guests.forgetDevice(input);
    return {};
  }),
  exportCsv: os.guests.exportCsv.handler(({ input }) => guests.exportCsv(input)),
});

export const historyApi = ({ guests: { history } }: Rooms) => ({
  list: os.history.list.handler(({ input, signal }) => history.list(input, signal)),
  undo: os.history.undo.handler(({ input }) => history.undo(input)),
  redo: os.history.redo.handler(({ input }) => history.redo(input)),
});
