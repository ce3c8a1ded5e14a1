import { once } from "node:events";
import { messyGuestList } from "#test/app/messy-guest-list.ts";
import { openGuestRoom, previewList } from "./guest-room.ts";

/**
 * The guests' room as a process that is killed with an import in it: `whole` after it was acknowledged, `torn` between its
 * households and its guests. Tells its parent by messages, and closes nothing.
 */
const [task = "", path = ""] = process.argv.slice(2);

const room = await openGuestRoom(path);
const { weddingId } = room;
const { importId } = await previewList(room, messyGuestList());
process.send?.({ kind: "before", weddingId, documents: await room.documents() });
if (task === "torn") room.collections.households.eventBulks$.subscribe(() => process.kill(process.pid, "SIGKILL"));
const { undoId, created } = await room.guests.imports.commit({ importId });
process.send?.({ kind: "imported", undoId, created });
await once(process, "disconnect");
