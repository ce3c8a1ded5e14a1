import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { os } from "@orpc/server";
import { WebSocket } from "ws";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStructuredLogger } from "#hub/ports/system/index.ts";
import { launchParameter, sessionPath, socketPath, socketProtocol, socketTokenPrefix } from "#shared/station-door.ts";
import { createRendererFiles, createStation, type Api, type Station } from "../../../src/main/station/index.ts";

const mebibyte = 1024 * 1024;
/** Every call answers a mebibyte. */
let answered = 0;
const api = {
  app: {
    info: os.handler(() => {
      answered += 1;
      return "x".repeat(mebibyte);
    }),
  },
} as unknown as Api;

let folder: string;
let station: Station;
let socket: WebSocket;
let client: { app: { info(): Promise<string> } };

beforeEach(async () => {
  answered = 0;
  folder = await mkdtemp(join(tmpdir(), "usher-unread-"));
  await mkdir(join(folder, "renderer"));
  await writeFile(join(folder, "renderer", "index.html"), "<!doctype html><title>Usher</title>");
  station = createStation({
    api,
    serve: await createRendererFiles(join(folder, "renderer")),
    logger: createStructuredLogger(() => undefined),
    handoverSecret: "secret",
  });
  const origin = await station.start();
  const code = new URLSearchParams(new URL(station.launchUrl()).hash.slice(1)).get(launchParameter) ?? "";
  const token = await (await fetch(`${origin}${sessionPath}`, { method: "POST", headers: { origin }, body: code })).text();
  socket = new WebSocket(`${origin.replace("http", "ws")}${socketPath}`, [socketProtocol, `${socketTokenPrefix}${token}`], {
    headers: { origin },
  });
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("open", resolve));
  // Node's socket is not typed as the browser's, and does what is asked of it here.
  client = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
});

afterEach(async () => {
  socket.terminate();
  await station.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Some ten mebibytes a second are enough. */
const timeout = 30_000;

describe("a page that does not read", { timeout }, () => {
  it("is cut off before the unsent fills the memory, and hears so when it reads again", async () => {
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.pause();
    const calls = Promise.allSettled(Array.from({ length: 100 }, () => client.app.info()));
    await expect.poll(() => station.connections(), { timeout }).toBe(0);
    expect(answered).toBeGreaterThan(32);
    socket.resume();
    // No goodbye: whatever was still to come is not waited for.
    expect(await closed).toBe(1006);
    expect((await calls).filter(({ status }) => status === "rejected").length).toBeGreaterThan(30);
  });
});

describe("a page that reads", { timeout }, () => {
  it("gets any amount", async () => {
    for (let call = 0; call < 40; call += 1) expect((await client.app.info()).length).toBe(mebibyte);
    expect(station.connections()).toBe(1);
  });
});
