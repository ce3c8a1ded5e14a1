import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { guestViewSchema } from "../../../src/shared/domain/guest-view.ts";
import { openGuestRoom, type GuestRoom } from "#test/guests/guest-room.ts";

let room: GuestRoom;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-guests-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const view = (part: object = {}) => guestViewSchema.parse(part);

describe("the guest list on the real store", () => {
  it("shows the sample wedding in order, and counts every built-in view", async () => {
    const { guests, weddingId } = room;
    const frames = guests.window({ weddingId, view: view(), offset: 0, limit: 50 });
    const first = (await frames.next()).value;
    expect(first).toMatchObject({ type: "snapshot", revision: 1 });
    expect(first?.total).toBe(room.sample.guests.length);
    await frames.return();
    const counts = guests.counts({ weddingId });
    const byPreset = Object.fromEntries(((await counts.next()).value ?? []).map(({ preset, count }) => [preset, count]));
    await counts.return();
    for (const [preset, count] of Object.entries(byPreset)) {
      expect((await guests.ids({ weddingId, view: view({ preset }) })).length, preset).toBe(count);
      if (preset !== "held" && preset !== "bounced") expect(count, preset).toBeGreaterThan(0);
    }
  });

  it("edits, and undoes and redoes the edit exactly", async () => {
    const { guests, weddingId } = room;
    const before = await room.documents();
    const ids = (await guests.ids({ weddingId, view: view() })).slice(0, 14);
    const { undoId, sentence } = await guests.edit({
      weddingId,
      edits: ids.map((guestId) => ({ guestId, field: "diet", value: "vegan" })),
    });
    expect(sentence).toBe("Changed diet for 14 guests");
    const after = await room.documents();
    expect(after).not.toEqual(before);
    expect(await guests.history.undo({ weddingId, undoId })).toEqual({ sentence: `Undone: ${sentence}`, conflicts: 0 });
    expect(await room.documents()).toEqual(before);
    await guests.history.redo({ weddingId, undoId: null });
    expect(await room.documents()).toEqual(after);
  });

  it("finds a guest at once after adding, and nobody after removing and the guest again after undo", async () => {
    const { guests, weddingId } = room;
    const { guestId } = await guests.add({
      weddingId,
      givenName: "Zsófia",
      familyName: "O’Quirk",
      householdId: null,
      email: "Zs@Example.com ",
      phone: "",
    });
    const find = async (search: string) => guests.ids({ weddingId, view: view({ search }) });
    expect(await find("zsofia oquirk")).toEqual([guestId]);
    const before = await room.documents();
    await guests.remove({ weddingId, guestIds: [guestId] });
    expect(await find("zsofia oquirk")).toEqual([]);
    await guests.history.undo({ weddingId, undoId: null });
    expect(await find("zs@example.com")).toEqual([guestId]);
    expect(await room.documents()).toEqual(before);
  });

  it("refuses to undo what somebody changed since, or leaves it alone and says how many", async () => {
    const { guests, weddingId } = room;
    const [a, b] = await guests.ids({ weddingId, view: view() });
    if (a === undefined || b === undefined) throw new Error("no guests");
    const { undoId } = await guests.edit({ weddingId, edits: [a, b].map((guestId) => ({ guestId, field: "table", value: "T1" })) });
    await (await room.collections.guests.findOne(a).exec(true)).incrementalPatch({ table: "T9" });
    await (await room.collections.guests.findOne(b).exec(true)).incrementalPatch({ diet: "none" });
    const before = await room.documents();
    await expect(guests.history.undo({ weddingId, undoId })).rejects.toMatchObject({
      problem: { code: "undo-changed-since", nextStep: expect.stringContaining("Undo the rest") as string },
    });
    expect(await room.documents()).toEqual(before);
    expect(await guests.history.undo({ weddingId, undoId, leaveChanged: true })).toMatchObject({ conflicts: 1 });
    expect((await room.collections.guests.findOne(a).exec(true)).table).toBe("T9");
    const other = await room.collections.guests.findOne(b).exec(true);
    expect(other.table).not.toBe("T1");
    expect(other.diet).toBe("none");
  });
});
