import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openGuestRoom } from "#test/guests/guest-room.ts";

it("the sample is put in whole, or says that it was not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "usher-sample-"));
  const room = await openGuestRoom(join(folder, "store.sqlite"));
  try {
    // Everything is there already: the store refuses each document without throwing.
    await expect(room.sample.insert(room.collections)).rejects.toThrow("refused by the store");
  } finally {
    await room.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
