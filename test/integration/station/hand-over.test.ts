import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireInstanceLock } from "#hub/ports/system/index.ts";
import type { InstanceLock } from "#hub/ports/system/index.ts";
import { handOver } from "../../../scripts/start/hand-over.ts";

const holdFolder = (): { readonly folder: string; readonly lock: InstanceLock } => {
  const folder = mkdtempSync(join(tmpdir(), "usher-hand-over-"));
  const lock = acquireInstanceLock(folder);
  if (lock === undefined) throw new Error("the lock is free");
  onTestFinished(() => {
    lock.release();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, lock };
};

/** A program on this computer that took over the port of an Usher which is gone. */
const serve = async (answer: (origin: string) => { status: number; text: string }): Promise<string> => {
  const server = createServer((_request, response) => {
    const { status, text } = answer(origin);
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return origin;
};

describe("handing over to the Usher that runs already", () => {
  it("says once that it waits, and gives up on one that never says who it is", async () => {
    const { folder } = holdFolder();
    let told = 0;
    expect(await handOver(folder, { waitMs: 600, onWaiting: () => (told += 1) })).toEqual({ kind: "silent" });
    expect(told).toBe(1);
  });

  it("waits for one that is still starting", async () => {
    const { folder, lock } = holdFolder();
    const origin = await serve((own) => ({ status: 200, text: `${own}/#launch=a` }));
    const handed = handOver(folder, {
      waitMs: 5_000,
      onWaiting: () => lock.announce({ pid: process.pid, face: "browser", origin, secret: "s" }),
    });
    expect(await handed).toEqual({ kind: "link", url: `${origin}/#launch=a` });
  });

  it("leaves one in its own window to show itself", async () => {
    const { folder, lock } = holdFolder();
    lock.announce({ pid: process.pid, face: "electron", origin: null, secret: "" });
    expect(await handOver(folder, { waitMs: 0 })).toMatchObject({ kind: "window", instance: { face: "electron" } });
  });

  it.each([
    ["refuses", () => ({ status: 403, text: "" })],
    ["answers with a link elsewhere", () => ({ status: 200, text: "https://evil.example/#launch=a" })],
    ["answers with a link that only begins alike", (origin: string) => ({ status: 200, text: `${origin}.evil.example/#launch=a` })],
  ])("opens nothing when the port %s", async (_what, answer) => {
    const { folder, lock } = holdFolder();
    lock.announce({ pid: process.pid, face: "browser", origin: await serve(answer), secret: "s" });
    expect(await handOver(folder, { waitMs: 0 })).toEqual({ kind: "silent" });
  });
});
