import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Suppression } from "#shared/domain/suppression.ts";
import { guestViewSchema } from "#shared/domain/guest-view.ts";
import { deviceOf } from "#test/providers/requests.ts";
import { openGuestRoom, type GuestRoom } from "#test/guests/guest-room.ts";

let folder: string;
let room: GuestRoom;
let guestId: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "usher-devices-"));
  room = await openGuestRoom(join(folder, "store.sqlite"));
  guestId = (await room.documents()).guests[0]?.id ?? "";
});
afterEach(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const viewOfAll = guestViewSchema.parse({});
const tokenOf = (name: string): string => deviceOf("fcm", name).slice(4);
const register = (name: string, replaces: string | null = null) =>
  room.guests.registerDevice({
    weddingId: room.weddingId,
    guestId,
    service: "fcm",
    token: tokenOf(name),
    replaces: replaces === null ? null : tokenOf(replaces),
  });
const guest = async () => (await room.documents()).guests.find(({ id }) => id === guestId);
const devices = async (): Promise<string[]> =>
  ((await guest())?.contactPoints ?? []).filter(({ channel }) => channel === "push").map(({ address }) => address);
const suppress = (name: string, reason: Suppression["reason"] = "hard-bounce") =>
  room.collections.suppressions.insert({
    id: `${room.weddingId}.push.${name}`,
    weddingId: room.weddingId,
    channel: "push",
    address: deviceOf("fcm", name),
    reason,
    createdAt: 1,
    updatedAt: 1,
  });
const suppressions = async () =>
  (await room.collections.suppressions.find({ selector: { weddingId: room.weddingId, channel: "push" } }).exec()).map(
    ({ address }) => address,
  );

describe("registering devices", () => {
  it("makes one contact point of a token that registers twice, also at the same time", async () => {
    const [first, second] = await Promise.all([register("phone"), register("phone")]);
    const before = await guest();
    expect(second).toEqual(first);
    expect(await register("phone")).toEqual(first);
    expect(await devices()).toEqual([deviceOf("fcm", "phone")]);
    expect((await guest())?.updatedAt).toBe(before?.updatedAt);
  });

  it("puts a refreshed token in the place of the old one", async () => {
    const first = await register("old-token");
    expect(await register("new-token", "old-token")).toEqual(first);
    expect(await devices()).toEqual([deviceOf("fcm", "new-token")]);
  });

  it("lets a device go that its service called gone, with the next registration", async () => {
    await register("lost-phone");
    await suppress("lost-phone");
    await register("new-phone");
    expect(await devices()).toEqual([deviceOf("fcm", "new-phone")]);
    expect(await suppressions()).toEqual([deviceOf("fcm", "lost-phone")]);
  });

  it("writes again to a device that was gone and comes back, but never to one that said stop", async () => {
    await suppress("back-again");
    await suppress("said-stop", "opted-out");
    await register("back-again");
    await register("said-stop");
    expect(await suppressions()).toEqual([deviceOf("fcm", "said-stop")]);
  });

  it("forgets a device on which pushes were turned off, and minds no unknown one", async () => {
    await register("phone");
    const device = { weddingId: room.weddingId, guestId, service: "fcm" as const, token: tokenOf("phone") };
    await room.guests.forgetDevice(device);
    await room.guests.forgetDevice(device);
    expect(await devices()).toEqual([]);
  });

  it("shows the guest as reachable by push", async () => {
    await register("phone");
    const row = async () => {
      const frames = room.guests.window({ weddingId: room.weddingId, view: viewOfAll, offset: 0, limit: 500 });
      const { value } = await frames.next();
      await frames.return();
      return JSON.stringify(value);
    };
    expect(await row()).toContain('{"channel":"push","state":"ok"}');
  });

  it.each([
    ["a token that is none", () => ({ guestId, token: "x" }), "push-token-not-understood"],
    ["a guest that is not there", () => ({ guestId: "nobody", token: tokenOf("a") }), "guest-gone"],
  ])("refuses %s", async (_, given, code) => {
    await expect(
      room.guests.registerDevice({ weddingId: room.weddingId, service: "fcm", replaces: null, ...given() }),
    ).rejects.toMatchObject({ problem: { code } });
  });
});
