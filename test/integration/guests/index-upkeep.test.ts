import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGuests } from "../../../src/main/hub/guests/index.ts";
import { createSystemClock } from "../../../src/main/hub/ports/system/system-clock.ts";
import { createSystemIds } from "../../../src/main/hub/ports/system/system-ids.ts";
import type { Logger } from "../../../src/main/hub/ports/index.ts";
import { guestPresetSchema, guestViewSchema } from "../../../src/shared/domain/guest-view.ts";
import { openGuestRoom, type GuestRoom } from "#test/guests/guest-room.ts";

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, part: () => silent };
let room: GuestRoom;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-index-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the index that follows changes", () => {
  it("says the same as one built anew, after edits, moves, answers, messages, suppressions and removals", async () => {
    const { guests, weddingId, collections, sample } = room;
    const now = 1_780_000_000_000;
    const ids = await guests.ids({ weddingId, view: guestViewSchema.parse({}) });
    const at = (position: number): string => ids[position * 7] ?? "";
    const edits = (["diet", "household", "email", "familyName", "tags", "phone"] as const).map((field, index) => ({
      guestId: at(index),
      field,
      value: field === "email" ? "shared@example.com" : field === "phone" ? "+491713920077" : "Dubois",
    }));
    await guests.edit({ weddingId, edits: [...edits, { guestId: at(9), field: "email", value: "shared@example.com" }] });
    await guests.remove({ weddingId, guestIds: [at(10), at(11), at(12)] });
    const eventId = sample.events[0]?.id ?? "";
    await collections.responses.upsert({
      id: `${at(13)}.${eventId}`,
      weddingId,
      guestId: at(13),
      eventId,
      answer: "yes",
      meal: "",
      source: "guest",
      answeredAt: now,
      updatedAt: now,
    });
    await collections.messages.insert({
      id: "m1",
      weddingId,
      campaignId: "c1",
      guestId: at(14),
      slot: "invitation",
      approvedRevision: 1,
      channel: "email",
      address: "a@example.com",
      provider: null,
      state: "held",
      delivery: null,
      waiting: null,
      attempts: 1,
      code: "",
      detail: "",
      approvedAt: now,
      updatedAt: now,
    });
    await collections.suppressions.insert({
      id: `${weddingId}.email.x`,
      weddingId,
      channel: "email",
      address: "shared@example.com",
      reason: "opted-out",
      createdAt: now,
      updatedAt: now,
    });
    await guests.history.undo({ weddingId, undoId: null });
    const anew = createGuests({ collections, historyPath: ":memory:", clock: createSystemClock(), ids: createSystemIds(), logger: silent });
    const frameOf = async (one: typeof guests, preset: string) => {
      const frames = one.window({ weddingId, view: guestViewSchema.parse({ preset }), offset: 0, limit: 400 });
      const { value } = await frames.next();
      await frames.return();
      return value;
    };
    for (const preset of guestPresetSchema.options) expect(await frameOf(guests, preset), preset).toEqual(await frameOf(anew, preset));
    expect(await guests.duplicates({ weddingId })).toEqual(await anew.duplicates({ weddingId }));
    expect((await frameOf(guests, "held"))?.total).toBe(1);
    await anew.stop();
  });

  it("tells a live window of one edit with one patch of one row", async () => {
    const { guests, weddingId } = room;
    const frames = guests.window({ weddingId, view: guestViewSchema.parse({}), offset: 0, limit: 60 });
    const { value: first } = await frames.next();
    const guestId = first?.type === "snapshot" ? (first.rows[5]?.id ?? "") : "";
    const next = frames.next();
    await guests.edit({ weddingId, edits: [{ guestId, field: "note", value: "sings" }] });
    expect((await next).value).toMatchObject({ type: "patch", revision: 2, upsert: [{ id: guestId, note: "sings" }] });
    await frames.return();
  });
});
