import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { connect } from "node:net";
import { join } from "node:path";
import { os } from "@orpc/server";
import { WebSocket } from "ws";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStructuredLogger } from "#hub/ports/system/index.ts";
import {
  handoverPath,
  launchParameter,
  sessionPath,
  socketPath,
  socketProtocol,
  socketTokenPrefix,
  socketUnauthorised,
} from "#shared/station-door.ts";
import { createRendererFiles, createStation } from "../../../src/main/station/index.ts";
import type { Api, Station } from "../../../src/main/station/index.ts";

const secret = "the secret of this data folder";
/** The station passes calls on without looking at them; which router answers is another test's matter. */
const api = { app: { info: os.handler(() => "info") } } as unknown as Api;

let folder: string;
let station: Station;
let origin: string;
let nowMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-station-"));
  const renderer = join(folder, "renderer");
  await mkdir(join(renderer, "assets"), { recursive: true });
  await writeFile(join(renderer, "index.html"), "<!doctype html><title>Usher</title>");
  await writeFile(join(renderer, "assets", "app.js"), "1;");
  await writeFile(join(folder, "secret.json"), "outside");
  await symlink(join(folder, "secret.json"), join(renderer, "link.json"));
  nowMs = 0;
  station = createStation({
    api,
    serve: await createRendererFiles(renderer),
    logger: createStructuredLogger(() => undefined),
    handoverSecret: secret,
    monotonicMs: () => nowMs,
  });
  origin = await station.start();
});

afterEach(async () => {
  await station.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Node's own client, because `fetch` neither sends a false Host nor leaves `..` in a path. */
const send = ({
  method = "GET",
  path = "/",
  headers = {},
  body = "",
}: Sent): Promise<{ status: number; text: string; headers: IncomingMessage["headers"] }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(origin);
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });

const codeOf = (url: string): string => new URLSearchParams(new URL(url).hash.slice(1)).get(launchParameter) ?? "";

const redeem = (code: string, headers: Record<string, string> = { origin }) =>
  send({ method: "POST", path: sessionPath, headers, body: code });

/** Resolves with `open`, the close code, or the status of a refusal. */
const knock = (protocols: string[], headers: Record<string, string> = { origin }, path = socketPath): Promise<string> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace("http", "ws")}${path}`, protocols, { headers });
    socket.on("unexpected-response", (_request, response) => {
      resolve(`refused ${response.statusCode}`);
      socket.terminate();
    });
    socket.on("error", () => undefined);
    socket.on("close", (code) => resolve(`closed ${code}`));
    socket.on("open", () => {
      // An unknown session is closed right after opening; a known one answers a ping.
      socket.ping();
      socket.on("pong", () => {
        resolve("open");
        socket.terminate();
      });
    });
  });

const sessionProtocols = async (): Promise<string[]> => [
  socketProtocol,
  `${socketTokenPrefix}${(await redeem(codeOf(station.launchUrl()))).text}`,
];

describe("the station's address", () => {
  it("is on loopback and on no other address of this computer", async () => {
    const { hostname, port } = new URL(origin);
    expect(hostname).toBe("127.0.0.1");
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter((one) => !one.internal && one.family === "IPv4"),
    );
    for (const { address } of others) {
      const outcome = await new Promise<string>((resolve) => {
        connect({ host: address, port: Number(port), timeout: 2_000 })
          .on("connect", () => resolve("connected"))
          .on("timeout", () => resolve("silent"))
          .on("error", () => resolve("refused"));
      });
      expect(outcome, address).not.toBe("connected");
    }
  });

  it.each(["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1"])(
    "answers 421 to Host %s, so that DNS rebinding gets nothing",
    async (host) => {
      const { status, text } = await send({ headers: { host } });
      expect(status).toBe(421);
      expect(text).toBe("");
    },
  );
});

describe("files", () => {
  it("carry a policy that lets scripts, styles and connections come from here only", async () => {
    const { status, headers } = await send({});
    expect(status).toBe(200);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect((await send({ path: "/none" })).headers["content-security-policy"]).toBe(policy);
  });

  it.each([
    "/../secret.json",
    "/..%2fsecret.json",
    "/%2e%2e/secret.json",
    "/assets/../../secret.json",
    "/..\\secret.json",
    "/%00",
    "/%zz",
    "//etc/passwd",
    "/link.json",
  ])("outside of the renderer do not exist: %s", async (path) => {
    const { status, text } = await send({ path });
    expect([404, 400]).toContain(status);
    expect(text).toBe("");
  });

  it("are refused to a page of another site", async () => {
    expect((await send({ headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect(
      (await send({ headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" } })).status,
    ).toBe(403);
  });
});

describe("the launch code", () => {
  it("is in the fragment, opens once and never again", async () => {
    const url = station.launchUrl();
    expect(new URL(url).search).toBe("");
    expect((await redeem(codeOf(url))).status).toBe(200);
    expect((await redeem(codeOf(url))).status).toBe(403);
  });

  it("is too old after a minute", async () => {
    const code = codeOf(station.launchUrl());
    nowMs = 60_000;
    expect((await redeem(code)).status).toBe(403);
  });

  it("is not taken from another origin, nor without one, and still works afterwards", async () => {
    const code = codeOf(station.launchUrl());
    expect((await redeem(code, { origin: "http://127.0.0.1:1" })).status).toBe(403);
    expect((await redeem(code, {})).status).toBe(403);
    expect((await redeem(code)).status).toBe(200);
  });

  it("is not guessed, however long the guess", async () => {
    expect((await redeem("")).status).toBe(403);
    expect((await redeem("x".repeat(2_000))).status).toBe(403);
  });
});

describe("the socket", () => {
  it("opens for a session of this station", async () => {
    expect(await knock(await sessionProtocols())).toBe("open");
  });

  it("is refused to a foreign origin even with a good token, and to no origin at all", async () => {
    const protocols = await sessionProtocols();
    expect(await knock(protocols, { origin: "https://evil.example" })).toBe("refused 403");
    expect(await knock(protocols, {})).toBe("refused 403");
    expect(await knock(protocols, { origin, host: "evil.example" })).toBe("refused 421");
  });

  it("closes for a token that is unknown or missing", async () => {
    expect(await knock([socketProtocol, `${socketTokenPrefix}guess`])).toBe(`closed ${socketUnauthorised}`);
    expect(await knock([socketProtocol])).toBe(`closed ${socketUnauthorised}`);
  });

  it("is at one path only", async () => {
    expect(await knock(await sessionProtocols(), { origin }, "/other")).toBe("refused 404");
  });
});

describe("a second start", () => {
  it("gets a fresh link for the secret of the data folder", async () => {
    const { status, text } = await send({ method: "POST", path: handoverPath, body: secret });
    expect(status).toBe(200);
    expect((await redeem(codeOf(text))).status).toBe(200);
  });

  it("gets nothing for another secret, and a page gets nothing even for the right one", async () => {
    expect((await send({ method: "POST", path: handoverPath, body: "guess" })).status).toBe(403);
    expect((await send({ method: "POST", path: handoverPath, body: secret, headers: { origin } })).status).toBe(403);
  });
});

describe("stopping", () => {
  it("frees the port and ends open sockets", async () => {
    const socket = new WebSocket(`${origin.replace("http", "ws")}${socketPath}`, await sessionProtocols(), { headers: { origin } });
    await new Promise((resolve) => socket.once("open", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    await station.stop();
    await closed;
    await expect(send({})).rejects.toThrow(/ECONNREFUSED/u);
  });
});
