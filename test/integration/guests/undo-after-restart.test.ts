import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSystemClock } from "../../../src/main/hub/ports/system/system-clock.ts";
import type { Guests } from "../../../src/main/hub/guests/index.ts";
import { guestViewSchema } from "../../../src/shared/domain/guest-view.ts";
import { messyGuestList } from "../../support/app/messy-guest-list.ts";
import { openBareRoom, openGuestRoom, previewList, type BareRoom, type GuestRoom } from "#test/guests/guest-room.ts";

let folder: string;
let path: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "usher-undo-"));
  path = join(folder, "store.sqlite");
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

const reopen = async (room: { close(): Promise<void> }): Promise<BareRoom> => {
  await room.close();
  open.splice(0);
  const next = await openBareRoom(path);
  open.push(next);
  return next;
};
const openSample = async (): Promise<GuestRoom> => {
  const room = await openGuestRoom(path);
  open.push(room);
  return room;
};
const entriesOf = async (guests: Guests, weddingId: string) => {
  const frames = guests.history.list({ weddingId });
  const { value } = await frames.next();
  await frames.return();
  return value ?? [];
};

type Told = { readonly kind: string; readonly weddingId: string; readonly undoId: string; readonly documents: unknown };

/** Runs an import in a process of its own that ends by SIGKILL; answers what it said before. */
const killedImport = async (task: "whole" | "torn"): Promise<Partial<Told>> => {
  const script = join(import.meta.dirname, "..", "..", "support", "guests", "killed-room.ts");
  const child = fork(script, [task, path], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const errors: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  let told: Partial<Told> = {};
  child.on("message", (message: Told) => {
    told = { ...told, ...message };
    if (message.kind === "imported") child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(errors.join(""));
  return told;
};

describe("undo after the app was closed or killed", () => {
  it("takes an import of 500 rows back exactly after a restart, and does it again", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const before = await room.documents();
    const { importId } = await previewList(room, messyGuestList());
    const { undoId } = await room.guests.imports.commit({ importId });
    const after = await room.documents();
    expect(after.guests.length).toBeGreaterThan(before.guests.length + 400);
    const second = await reopen(room);
    expect(await second.guests.history.undo({ weddingId, undoId: null })).toMatchObject({ conflicts: 0 });
    expect(await second.documentsOf(weddingId)).toEqual(before);
    const third = await reopen(second);
    expect(await entriesOf(third.guests, weddingId)).toMatchObject([{ undoId, undone: true }]);
    await third.guests.history.redo({ weddingId, undoId: null });
    expect(await third.documentsOf(weddingId)).toEqual(after);
  });

  it("takes an import back exactly after a kill -9", async () => {
    const { weddingId = "", undoId = "", documents } = await killedImport("whole");
    const room = await openBareRoom(path);
    open.push(room);
    expect(await room.documentsOf(weddingId)).not.toEqual(documents);
    expect(await room.guests.history.undo({ weddingId, undoId })).toMatchObject({ conflicts: 0 });
    expect(await room.documentsOf(weddingId)).toEqual(documents);
  });

  it("lists an import that a kill -9 cut in two, and takes the written half back", async () => {
    const { weddingId = "", kind, documents } = await killedImport("torn");
    expect(kind).toBe("before");
    const room = await openBareRoom(path);
    open.push(room);
    const torn = await room.documentsOf(weddingId);
    expect(torn).not.toEqual(documents);
    const [entry] = await entriesOf(room.guests, weddingId);
    expect(entry?.sentence).toMatch(/^Imported \d+ guests \(stopped half-way\)$/u);
    expect(await room.guests.history.undo({ weddingId, undoId: null })).toMatchObject({ conflicts: 0 });
    expect(await room.documentsOf(weddingId)).toEqual(documents);
  });

  it("does not call half done what is being done", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const { importId } = await previewList(room, messyGuestList());
    const seen: Promise<{ sentence: string }[]>[] = [];
    const watching = room.collections.households.eventBulks$.subscribe(() => seen.push(entriesOf(room.guests, weddingId)));
    await room.guests.imports.commit({ importId });
    watching.unsubscribe();
    expect(seen.length).toBeGreaterThan(0);
    expect((await Promise.all(seen)).flat().filter(({ sentence }) => sentence.includes("half-way"))).toEqual([]);
    expect(await entriesOf(room.guests, weddingId)).toHaveLength(1);
  });

  it("refuses to take an import back where a guest was changed since, changes nothing, and can leave that guest", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const before = await room.documents();
    const { importId } = await previewList(room, messyGuestList());
    const { undoId } = await room.guests.imports.commit({ importId });
    const created = (await room.documents()).guests.find(
      ({ id, givenName }) => givenName === "Siobhán" && !before.guests.some((one) => one.id === id),
    );
    const guestId = created?.id ?? "";
    await room.guests.edit({ weddingId, edits: [{ guestId, field: "note", value: "sings" }] });
    const second = await reopen(room);
    const changed = await second.documentsOf(weddingId);
    await expect(second.guests.history.undo({ weddingId, undoId })).rejects.toMatchObject({
      problem: {
        code: "undo-changed-since",
        sentence: expect.stringMatching(/one of its entries was changed or used since \(Siobhán/u) as string,
        nextStep: expect.stringContaining("Undo the later changes first") as string,
      },
    });
    expect(await second.documentsOf(weddingId)).toEqual(changed);
    // The guest, and the household that she lives in.
    expect((await second.guests.history.undo({ weddingId, undoId, leaveChanged: true })).conflicts).toBe(2);
    const after = await second.documentsOf(weddingId);
    expect(after.guests.filter(({ id }) => !before.guests.some((one) => one.id === id)).map(({ id }) => id)).toEqual([guestId]);
    expect(after.households.length).toBe(before.households.length + 1);
  });

  it("does not take away a guest who has answered since, though nobody looked at the list after the restart", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const { guestId, undoId } = await room.guests.add({
      weddingId,
      givenName: "Zsa",
      familyName: "Zoltán",
      householdId: null,
      email: "",
      phone: "",
    });
    const second = await reopen(room);
    const now = createSystemClock().now();
    const eventId = room.sample.events[0]?.id ?? "";
    const answer = { answer: "yes", meal: "", source: "guest", answeredAt: now, updatedAt: now } as const;
    await second.collections.responses.insert({ id: `${guestId}.${eventId}`, weddingId, guestId, eventId, ...answer });
    await expect(second.guests.history.undo({ weddingId, undoId })).rejects.toMatchObject({ problem: { code: "undo-changed-since" } });
    expect(await second.collections.guests.findOne(guestId).exec()).not.toBeNull();
  });

  it("does not take away a guest who was written to since", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const nobody = { householdId: null, email: "zsa@example.com", phone: "" };
    const { guestId, undoId } = await room.guests.add({ weddingId, givenName: "Zsa", familyName: "Zoltán", ...nobody });
    const second = await reopen(room);
    const at = createSystemClock().now();
    await second.collections.messages.insert({
      id: "m1",
      weddingId,
      campaignId: "c1",
      guestId,
      slot: "invitation",
      approvedRevision: 1,
      channel: "email",
      address: "zsa@example.com",
      provider: null,
      state: "accepted",
      delivery: null,
      waiting: null,
      attempts: 1,
      code: "",
      detail: "",
      approvedAt: at,
      updatedAt: at,
    });
    await expect(second.guests.history.undo({ weddingId, undoId })).rejects.toMatchObject({ problem: { code: "undo-changed-since" } });
  });

  it("refuses to redo over what was changed since", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const [guestId = ""] = await room.guests.ids({ weddingId, view: guestViewSchema.parse({}) });
    const { undoId } = await room.guests.edit({ weddingId, edits: [{ guestId, field: "note", value: "sings" }] });
    await room.guests.history.undo({ weddingId, undoId });
    await (await room.collections.guests.findOne(guestId).exec(true)).incrementalPatch({ note: "plays the harp" });
    await expect(room.guests.history.redo({ weddingId, undoId })).rejects.toMatchObject({ problem: { code: "redo-changed-since" } });
    expect((await room.collections.guests.findOne(guestId).exec(true)).note).toBe("plays the harp");
  });

  it("keeps the last 200 commands", async () => {
    const room = await openSample();
    const { weddingId } = room;
    const [guestId = ""] = await room.guests.ids({ weddingId, view: guestViewSchema.parse({}) });
    for (let index = 0; index < 203; index += 1)
      await room.guests.edit({ weddingId, edits: [{ guestId, field: "note", value: `note ${index}` }] });
    const second = await reopen(room);
    expect(await entriesOf(second.guests, weddingId)).toHaveLength(200);
  });

  it("opens with an empty history when the file is damaged, and keeps that file aside", async () => {
    const room = await openSample();
    const { weddingId } = room;
    await room.guests.add({ weddingId, givenName: "Zsa", familyName: "Zoltán", householdId: null, email: "", phone: "" });
    await room.close();
    open.splice(0);
    const file = join(folder, "history.sqlite");
    writeFileSync(file, "no database ".repeat(2000));
    const second = await openBareRoom(path);
    open.push(second);
    expect(await entriesOf(second.guests, weddingId)).toEqual([]);
    await second.guests.add({ weddingId, givenName: "Zoë", familyName: "Zoltán", householdId: null, email: "", phone: "" });
    expect(await entriesOf(second.guests, weddingId)).toHaveLength(1);
    const aside = readdirSync(folder).find((name) => name.startsWith("history.sqlite.unread-")) ?? "";
    expect(readFileSync(join(folder, aside), "utf8")).toContain("no database");
  });
});
