import { os } from "./implementer.ts";
import type { Rooms } from "./rooms.ts";

export const importsApi = ({ guests: { imports } }: Rooms) => ({
  start: os.imports.start.handler(({ input }) => imports.start(input)),
  chunk: os.imports.chunk.handler(({ input }) => imports.chunk(input)),
  read: os.imports.read.handler(({ input }) => imports.read(input)),
  preview: os.imports.preview.handler(({ input }) => imports.preview(input)),
  rows: os.imports.rows.handler(({ input }) => imports.rows(input)),
  fix: os.imports.fix.handler(({ input }) => imports.fix(input)),
  splitParties: os.imports.splitParties.handler(({ input }) => imports.splitParties(input)),
  problemRows: os.imports.problemRows.handler(({ input }) => imports.problemRows(input)),
  commit: os.imports.commit.handler(({ input }) => imports.commit(input)),
  discard: os.imports.discard.handler(({ input }) => imports.discard(input)),
});
