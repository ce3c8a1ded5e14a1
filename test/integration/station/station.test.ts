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
import { contentSecurityPolicy } from "../../../src/main/station/security-headers.ts";
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

  it.each(["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.", "[::1]", "2130706433", "127.0.0.1@evil.example"])(
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

  it.each([
    ["cross-site", "navigate", "document", 200],
    ["same-site", "navigate", "document", 200],
    ["same-site", "no-cors", "script", 403],
    ["cross-site", "navigate", "iframe", 403],
    ["same-site", "navigate", "embed", 403],
    ["cross-site", "no-cors", "document", 403],
    ["same-origin", "no-cors", "script", 200],
    ["none", "navigate", "document", 200],
  ])("asked for by a %s page to %s to a %s answer %i: a link may lead here, nothing else", async (site, mode, dest, status) => {
    const headers = { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest };
    expect((await send({ headers })).status).toBe(status);
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

/** Opens a socket with a good session and says why it was closed after sending `data`. */
const closedAfter = async (data: string | Buffer): Promise<number> => {
  const socket = new WebSocket(`${origin.replace("http", "ws")}${socketPath}`, await sessionProtocols(), { headers: { origin } });
  socket.on("error", () => undefined);
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(data);
  return closed;
};

describe("what the station takes", () => {
  it.each([
    ["a frame of more than a mebibyte", "x".repeat(1024 * 1024 + 1), 1009],
    ["a frame that is not text", Buffer.from([1, 2, 3]), 1003],
  ])("is not %s: the socket is closed", async (_what, data, code) => {
    expect(await closedAfter(data)).toBe(code);
  });

  it("is 32 sockets at once, and another when one has gone", async () => {
    const protocols = await sessionProtocols();
    const open = (): Promise<WebSocket> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${origin.replace("http", "ws")}${socketPath}`, protocols, { headers: { origin } });
        socket.on("error", () => undefined);
        socket.once("open", () => resolve(socket));
      });
    const sockets = await Promise.all(Array.from({ length: 32 }, open));
    expect(await knock(protocols)).toBe("refused 503");
    sockets[0]?.terminate();
    await expect.poll(() => station.connections()).toBe(31);
    expect(await knock(protocols)).toBe("open");
    for (const socket of sockets) socket.terminate();
  });

  it("is no header of more than 16 kibibytes", async () => {
    expect((await send({ headers: { "x-long": "x".repeat(17 * 1024) } })).status).toBe(431);
  });

  it("is no other method, and no address that is none", async () => {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) expect([400, 405]).toContain((await send({ method })).status);
    expect((await send({ method: "POST", headers: { origin } })).status).toBe(405);
    for (const path of ["//[", "http://[", "//:1"]) expect([400, 404]).toContain((await send({ path })).status);
    expect((await send({ path: "http://evil.example/assets/app.js" })).text).toBe("1;");
  });
});

describe("credentials", () => {
  it("are not exchangeable: a session is no launch code, and a launch code no session", async () => {
    const code = codeOf(station.launchUrl());
    expect(await knock([socketProtocol, `${socketTokenPrefix}${code}`])).toBe(`closed ${socketUnauthorised}`);
    const { text: token } = await redeem(code);
    expect((await redeem(token)).status).toBe(403);
    expect((await redeem(secret)).status).toBe(403);
    expect((await send({ method: "POST", path: handoverPath, body: token })).status).toBe(403);
  });

  it("are 256 bits, never the same, and of another station nothing here", async () => {
    const codes = Array.from({ length: 50 }, () => codeOf(station.launchUrl()));
    expect(new Set(codes).size).toBe(50);
    expect(codes.every((code) => Buffer.from(code, "base64url").byteLength === 32)).toBe(true);
    const protocols = await sessionProtocols();
    await station.stop();
    station = createStation({
      api,
      serve: await createRendererFiles(join(folder, "renderer")),
      logger: createStructuredLogger(() => undefined),
      handoverSecret: secret,
    });
    origin = await station.start();
    expect(await knock(protocols, { origin })).toBe(`closed ${socketUnauthorised}`);
  });

  it("are forgotten oldest first, so that nobody fills the memory with them", async () => {
    const first = codeOf(station.launchUrl());
    for (let count = 0; count < 64; count += 1) station.launchUrl();
    expect((await redeem(first)).status).toBe(403);
    expect((await redeem(codeOf(station.launchUrl()))).status).toBe(200);
  });

  it("are 64 sessions at most, and the oldest is the one that ends", async () => {
    const first = await sessionProtocols();
    const second = await sessionProtocols();
    for (let count = 0; count < 63; count += 1) await redeem(codeOf(station.launchUrl()));
    expect(await knock(first)).toBe(`closed ${socketUnauthorised}`);
    expect(await knock(second)).toBe("open");
  });

  it("are in no log line and no answer but their own", async () => {
    const lines: string[] = [];
    const told = createStation({
      api,
      serve: await createRendererFiles(join(folder, "renderer")),
      logger: createStructuredLogger((line) => lines.push(line)),
      handoverSecret: secret,
    });
    const own = await told.start();
    const code = codeOf(told.launchUrl());
    await fetch(`${own}/?${launchParameter}=${code}`);
    const answer = await fetch(`${own}${sessionPath}`, { method: "POST", headers: { origin: own }, body: code });
    const token = await answer.text();
    await told.stop();
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    for (const hidden of [code, token, secret]) expect(lines.join("")).not.toContain(hidden);
  });
});

describe("every answer", () => {
  it("carries the same policy, whatever its status, and opens the door to no other origin", async () => {
    const answers = await Promise.all([
      send({}),
      send({ path: "/assets/app.js" }),
      send({ path: "/none" }),
      send({ headers: { host: "evil.example" } }),
      send({ headers: { origin: "https://evil.example" } }),
      send({ method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "POST" } }),
      send({ method: "PUT" }),
      send({ path: "//[" }),
      redeem("guess"),
      redeem(codeOf(station.launchUrl())),
      send({ method: "POST", path: handoverPath, body: secret }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 421, 403, 403, 405, 400, 403, 200, 200]);
    for (const { headers, status } of answers) {
      expect(headers["content-security-policy"], String(status)).toBe(contentSecurityPolicy);
      expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer" });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control-") || name === "set-cookie")).toEqual([]);
    }
  });

  it("lets no script but our own files run, and nothing load from elsewhere", () => {
    const rules = new Map(contentSecurityPolicy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
    expect(rules.get("default-src")).toEqual(["'none'"]);
    expect(rules.get("script-src")).toEqual(["'self'"]);
    expect(rules.get("connect-src")).toEqual(["'self'"]);
    for (const name of ["base-uri", "form-action", "frame-ancestors", "object-src"]) expect(rules.get(name), name).toEqual(["'none'"]);
    const allowed = new Set(["'none'", "'self'", "data:", "'unsafe-inline'"]);
    expect([...rules.values()].flat().filter((source) => !allowed.has(source))).toEqual([]);
    expect([...rules].filter(([, sources]) => sources.includes("'unsafe-inline'")).map(([name]) => name)).toEqual(["style-src"]);
    expect([...rules].filter(([, sources]) => sources.includes("data:")).map(([name]) => name)).toEqual(["img-src"]);
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
