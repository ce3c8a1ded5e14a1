import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { BinRow } from "#shared/api/guests.ts";
import { guestViewSchema } from "#shared/domain/guest-view.ts";
import { openBareRoom, openGuestRoom, type BareRoom, type GuestRoom } from "#test/guests/guest-room.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The system's clock with days that pass when a test says so; hourly timers run then. */
const createTravelClock = (): Clock & { travel(ms: number): void } => {
  const system = createSystemClock();
  const timers = new Map<number, () => void>();
  let ahead = 0;
  let serial = 0;
  return {
    ...system,
    now: () => system.now() + ahead,
    setTimer: (delayMs, task) => {
      if (delayMs < hourMs) return system.setTimer(delayMs, task);
      const id = (serial += 1);
      timers.set(id, task);
      return () => void timers.delete(id);
    },
    travel: (ms) => {
      ahead += ms;
      const due = [...timers.values()];
      timers.clear();
      for (const task of due) task();
    },
  };
};

let folder: string;
let path: string;
let room: GuestRoom;
let now: Pick<BareRoom, "guests" | "collections" | "close">;
let clock: ReturnType<typeof createTravelClock>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-bin-"));
  path = join(folder, "store.sqlite");
  clock = createTravelClock();
  room = await openGuestRoom(path, clock);
  now = room;
});
afterEach(async () => {
  vi.useRealTimers();
  await now.close();
  rmSync(folder, { recursive: true, force: true });
});

const restart = async (): Promise<void> => {
  await now.close();
  now = await openBareRoom(path, clock);
};
const binOf = async (): Promise<BinRow[]> => {
  const frames = now.guests.bin({ weddingId: room.weddingId, offset: 0, limit: 400 });
  const { value } = await frames.next();
  await frames.return();
  return value?.type === "snapshot" ? value.rows : [];
};
/** A household of at least three with answers, and its people. */
const family = async () => {
  const { guests, households, responses } = await room.documents();
  const household = households.find(({ id }) => {
    const members = guests.filter(({ householdId }) => householdId === id);
    return members.length >= 3 && members.every((one) => responses.some(({ guestId }) => guestId === one.id));
  });
  const members = guests.filter(({ householdId }) => householdId === household?.id);
  return { household, ids: members.map(({ id }) => id) };
};
const withoutTimes = (documents: Awaited<ReturnType<GuestRoom["documents"]>>) => ({
  ...documents,
  guests: documents.guests.map((guest) => ({ ...guest, updatedAt: 0 })),
});

describe("the bin", () => {
  it("lists removed guests and their household after a restart, and brings them back with their answers", async () => {
    const { weddingId } = room;
    const before = withoutTimes(await room.documents());
    const { household, ids } = await family();
    await room.guests.remove({ weddingId, guestIds: ids });
    await restart();
    const rows = await binOf();
    expect(rows.map(({ id }) => id).toSorted()).toEqual([household?.id ?? "", ...ids].toSorted());
    expect(rows[0]).toMatchObject({ kind: "household", name: household?.label });
    expect(rows.every(({ removedAt, goneAt }) => goneAt - removedAt === 30 * dayMs)).toBe(true);
    const done = await now.guests.restore({ weddingId, ids: [household?.id ?? ""] });
    expect(done.sentence).toBe(`Restored ${ids.length} guests`);
    expect(await binOf()).toEqual([]);
    expect(withoutTimes(await (now as BareRoom).documentsOf(weddingId))).toEqual(before);
  });

  it("brings one guest back with the household, leaves the others in, and undo puts the guest back into the bin", async () => {
    const { weddingId } = room;
    const { household, ids } = await family();
    const [one = "", ...others] = ids;
    await room.guests.remove({ weddingId, guestIds: ids });
    const { undoId } = await room.guests.restore({ weddingId, ids: [one] });
    expect(await room.collections.households.findOne(household?.id ?? "").exec()).not.toBeNull();
    expect((await binOf()).map(({ id }) => id).toSorted()).toEqual(others.toSorted());
    await room.guests.history.undo({ weddingId, undoId });
    expect((await binOf()).map(({ id }) => id).toSorted()).toEqual([household?.id ?? "", ...ids].toSorted());
  });

  it("shows nobody whom undo has brought back, and refuses to restore who is not in the bin", async () => {
    const { weddingId } = room;
    const [guestId = ""] = await room.guests.ids({ weddingId, view: guestViewSchema.parse({}) });
    await room.guests.remove({ weddingId, guestIds: [guestId] });
    expect((await binOf()).length).toBeGreaterThan(0);
    await room.guests.history.undo({ weddingId, undoId: null });
    expect(await binOf()).toEqual([]);
    await expect(room.guests.restore({ weddingId, ids: [guestId] })).rejects.toMatchObject({ problem: { code: "bin-entry-gone" } });
  });

  it("tells a live screen of a removal", async () => {
    const { weddingId } = room;
    const [guestId = ""] = await room.guests.ids({ weddingId, view: guestViewSchema.parse({}) });
    const frames = room.guests.bin({ weddingId, offset: 0, limit: 50 });
    expect((await frames.next()).value).toMatchObject({ type: "snapshot", total: 0 });
    const next = frames.next();
    await room.guests.remove({ weddingId, guestIds: [guestId] });
    expect((await next).value?.total).toBeGreaterThan(0);
    await frames.return();
  });

  it("lets go of everything after 30 days, on the disk too, while the app runs or at its next start", async () => {
    const { weddingId } = room;
    const { guestId } = await room.guests.add({
      weddingId,
      givenName: "Zebulon",
      familyName: "Quagmire",
      householdId: null,
      email: "",
      phone: "",
    });
    await room.guests.remove({ weddingId, guestIds: [guestId] });
    clock.travel(29 * dayMs);
    expect((await binOf()).length).toBe(2);
    clock.travel(dayMs + hourMs);
    expect(await binOf()).toEqual([]);
    await expect(room.guests.history.undo({ weddingId, undoId: null })).rejects.toMatchObject({ problem: { code: "nothing-to-undo" } });
    const second = await room.guests.add({
      weddingId,
      givenName: "Zebulon",
      familyName: "Quagmire",
      householdId: null,
      email: "",
      phone: "",
    });
    await room.guests.remove({ weddingId, guestIds: [second.guestId] });
    await now.close();
    expect(readFileSync(join(folder, "history.sqlite"), "latin1")).toContain("Quagmire");
    clock.travel(31 * dayMs);
    now = await openBareRoom(path, clock);
    expect(await binOf()).toEqual([]);
    await now.close();
    expect(readFileSync(join(folder, "history.sqlite"), "latin1")).not.toContain("Quagmire");
    now = await openBareRoom(path, clock);
  });

  it("leaves nothing of a removed guest in the store's file after 30 days, and keeps it there until then", async () => {
    const { weddingId } = room;
    const stored = async (): Promise<string> => {
      await now.close();
      return readFileSync(path, "latin1");
    };
    const { guestId } = await room.guests.add({
      weddingId,
      givenName: "Zebulon",
      familyName: "Quagmire",
      householdId: null,
      email: "zebulon.quagmire@example.com",
      phone: "",
    });
    await room.guests.edit({ weddingId, edits: [{ guestId, field: "note", value: "of Quagmire Hall" }] });
    await room.guests.remove({ weddingId, guestIds: [guestId] });
    expect((await stored()).toLowerCase()).toContain("quagmire");
    vi.setSystemTime(Date.now() + 29 * dayMs);
    now = await openBareRoom(path);
    expect((await stored()).toLowerCase()).toContain("quagmire");
    vi.setSystemTime(Date.now() + 2 * dayMs);
    now = await openBareRoom(path);
    expect((await stored()).toLowerCase()).not.toContain("quagmire");
    now = await openBareRoom(path);
  });
});
