import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStructuredLogger } from "#hub/ports/system/index.ts";
import { launchParameter, sessionPath, socketPath, socketProtocol, socketTokenPrefix } from "#shared/station-door.ts";
import { createRendererFiles, createStation, type Api, type Station } from "../../../src/main/station/index.ts";

/** The station asks its peers this often whether they are there. */
const pingMs = 20_000;
let folder: string;
let station: Station;
let origin: string;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  // Only the station's own rhythm is ours; sockets and everything else keep real time.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  folder = await mkdtemp(join(tmpdir(), "usher-vanished-"));
  await mkdir(join(folder, "renderer"));
  await writeFile(join(folder, "renderer", "index.html"), "<!doctype html><title>Usher</title>");
  station = createStation({
    api: {} as unknown as Api,
    serve: await createRendererFiles(join(folder, "renderer")),
    logger: createStructuredLogger(() => undefined),
    handoverSecret: "secret",
  });
  origin = await station.start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await station.stop();
  await rm(folder, { recursive: true, force: true });
  vi.useRealTimers();
});

const open = async (): Promise<WebSocket> => {
  const code = new URLSearchParams(new URL(station.launchUrl()).hash.slice(1)).get(launchParameter) ?? "";
  const token = await (await fetch(`${origin}${sessionPath}`, { method: "POST", headers: { origin }, body: code })).text();
  const protocols = [socketProtocol, `${socketTokenPrefix}${token}`];
  const socket = new WebSocket(`${origin.replace("http", "ws")}${socketPath}`, protocols, { headers: { origin } });
  socket.on("error", () => undefined);
  sockets.push(socket);
  await once(socket, "open");
  return socket;
};

describe("a page that vanished without a word", () => {
  it("is let go after it has not answered for one round, and nobody else is", async () => {
    const [there, gone] = [await open(), await open()];
    gone.pause();
    for (let round = 0; round < 3; round += 1) {
      const asked = once(there, "ping");
      vi.advanceTimersByTime(pingMs);
      await asked;
      // Its answer to our own question comes after the station has read the answer to its.
      const heard = once(there, "pong");
      there.ping();
      await heard;
      expect(station.connections()).toBe(round === 0 ? 2 : 1);
    }
    expect(there.readyState).toBe(WebSocket.OPEN);
  });
});
