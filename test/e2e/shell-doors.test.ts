import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireInstanceLock } from "#hub/ports/system/index.ts";
import { electronCommand, electronRuntime, launchInElectron, skipWithoutElectron, whyNotInElectron } from "#test/app/launch-in-electron.ts";
import type { LaunchedElectron } from "#test/app/launch-in-electron.ts";

/** Who gets in, and who does not: a second start, foreign pages, the key store. */
let dataFolder: string;
let app: LaunchedElectron | undefined;

const launch = async (env: Readonly<Record<string, string>> = {}): Promise<LaunchedElectron> => {
  app = await launchInElectron({ runtime: "electron", dataFolder, env });
  return app;
};

beforeEach(async ({ skip }) => {
  skipWithoutElectron(skip);
  dataFolder = await mkdtemp(join(tmpdir(), "usher-shell-doors-"));
});

afterEach(async () => {
  await app?.close().catch(() => undefined);
  app = undefined;
  if (whyNotInElectron() === undefined) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

const log = (): Promise<string> => readFile(join(dataFolder, "logs", "usher.log"), "utf8");

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A start that neither ends nor fails is ended by then, and its code is null. */
const endMsMax = 50_000;

/** Starts the built app (once more) on a data folder and waits for its end. */
const startAgain = async (folder = dataFolder): Promise<Ended> => {
  const { path, args, env } = await electronCommand({ dataFolder: folder });
  const child = spawn(path, [...args], { env: { ...env }, stdio: ["ignore", "pipe", "pipe"], timeout: endMsMax });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
};

describe("a second start", { timeout: 60_000 }, () => {
  it("ends with 0 and brings the first one's window to the front", async () => {
    const { electron } = await launch();
    await electron.evaluate(({ BrowserWindow }) => {
      const focused = { times: 0 };
      (globalThis as unknown as { focused: object }).focused = focused;
      BrowserWindow.getAllWindows()[0]?.hide();
      BrowserWindow.getAllWindows()[0]?.on("focus", () => (focused.times += 1));
    });
    expect((await startAgain()).code).toBe(0);
    const state = (): Promise<object> =>
      electron.evaluate(({ BrowserWindow }) => ({
        visible: BrowserWindow.getAllWindows().map((window) => window.isVisible()),
        focused: (globalThis as unknown as { focused: { times: number } }).focused.times > 0,
      }));
    await expect.poll(state).toEqual({ visible: [true], focused: true });
  });
});

describe("a start that cannot work", { timeout: 60_000 }, () => {
  it("says so in a sentence and ends with 1 when an Usher in a browser has the data folder", async () => {
    const lock = acquireInstanceLock(dataFolder);
    const { code, output } = await startAgain();
    lock?.release();
    expect(output).toContain("Another Usher uses this data folder, perhaps in a browser window. Close it, then start again.");
    expect(code).toBe(1);
  });

  it("says so in a sentence and ends with 1 when the data folder cannot be written", async () => {
    await writeFile(join(dataFolder, "file"), "");
    const { code, output } = await startAgain(join(dataFolder, "file", "data"));
    expect(output).toMatch(/Usher cannot write to its data folder .* \(ENOTDIR\)\. Make that folder writable/u);
    expect(output).not.toMatch(/^\s+at /mu);
    expect(code).toBe(1);
  });
});

describe("a start on a file that cannot be read", { timeout: 60_000 }, () => {
  it("opens the window, says that nothing is sent and why, and keeps the file", async () => {
    const damaged = "not a database ".repeat(400);
    await writeFile(join(dataFolder, "ledger.sqlite"), damaged);
    const { page } = await launch();
    await expect.poll(() => page.getByText("The send journal on this disk is not the one").isVisible()).toBe(true);
    const kept = (await readdir(dataFolder)).filter((name) => name.startsWith("ledger.sqlite.unread-"));
    expect(await Promise.all(kept.map((name) => readFile(join(dataFolder, name), "utf8")))).toEqual([damaged]);
  });
});

/** A page of another origin that, by some mistake of ours, got a window with our preload. */
const withForeignPage = async (run: (page: Page) => Promise<void>): Promise<void> => {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Foreign</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { electron } = app as LaunchedElectron;
  const root = join(import.meta.dirname, "..", "..");
  try {
    const opened = electron.waitForEvent("window");
    await electron.evaluate(
      ({ BrowserWindow }, { preload, url }) => {
        const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
        void window.loadURL(url);
      },
      { preload: join(root, "out", "preload", "index.cjs"), url: `http://127.0.0.1:${port}/` },
    );
    const page = await opened;
    await page.waitForURL(/127\.0\.0\.1/u, { waitUntil: "load" });
    await run(page);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** A call as our own page makes it, in the words of the wire. */
const recordCall = async (page: Page): Promise<string> => {
  await page.evaluate(() => {
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: never[]) {
      (globalThis as unknown as { call: unknown }).call ??= message;
      post.call(this, message, ...rest);
    };
  });
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  const recorded = (): Promise<unknown> => page.evaluate(() => (globalThis as unknown as { call: unknown }).call);
  await expect.poll(recorded).toEqual(expect.any(String));
  return String(await recorded());
};

/** Runs in a page: asks for a port, makes the call on it, counts what comes back. */
const ask = (call: string): void => {
  const page = globalThis as unknown as { heard: number; usherShell: { connect(): void } };
  page.heard = 0;
  addEventListener("message", ({ ports: [port] }) => {
    if (port === undefined) return;
    port.addEventListener("message", () => (page.heard += 1));
    port.start();
    port.postMessage(call);
  });
  page.usherShell.connect();
};
const answers = (): number => (globalThis as unknown as { heard: number }).heard;

describe("a foreign page", { timeout: 60_000 }, () => {
  it("that asks for the API gets no answer, to a call that our own page gets answered, and the log says so", async () => {
    const { page: own } = await launch();
    const call = await recordCall(own);
    await own.evaluate(ask, call);
    await expect.poll(() => own.evaluate(answers)).toBeGreaterThan(0);
    await withForeignPage(async (page) => {
      await page.evaluate(ask, call);
      await expect.poll(log).toContain("A page that is not ours asked for the API.");
      expect(await page.evaluate(answers)).toBe(0);
    });
  });

  it("is refused by its frame too: a frame inside our page, a frame that is gone, a message without a port", async () => {
    const { electron } = await launch();
    const closed = await electron.evaluate(({ ipcMain }) => {
      const senders = {
        inside: { url: "app://usher/", parent: { url: "app://usher/" } },
        gone: null,
        elsewhere: { url: "https://usher.example/", parent: null },
        lookalike: { url: "app://usher.example/", parent: null },
      };
      const results: Record<string, boolean> = {};
      for (const [name, senderFrame] of Object.entries(senders)) {
        results[name] = false;
        const port = { close: () => (results[name] = true), start: () => undefined, on: () => undefined, postMessage: () => undefined };
        ipcMain.emit("usher:connect", { ports: [port], senderFrame }, null);
      }
      ipcMain.emit("usher:connect", { ports: [], senderFrame: null }, null);
      return results;
    });
    expect(closed).toEqual({ inside: true, gone: true, elsewhere: true, lookalike: true });
  });

  it("or our own is granted neither place, notifications, camera, microphone nor MIDI", async () => {
    const { page } = await launch();
    const states = await page.evaluate(async () => {
      const names = ["geolocation", "notifications", "camera", "microphone", "midi"];
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state));
    });
    expect(states).toEqual(["denied", "denied", "denied", "denied", "denied"]);
  });

  it("is not embedded, and a redirect to it is not followed", async () => {
    const { electron } = await launch();
    const prevented = await electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const happened: string[] = [];
      const event = (name: string, url: string): object => ({ url, preventDefault: () => happened.push(name) });
      contents?.emit("will-attach-webview", event("embed", ""), {}, {});
      contents?.emit("will-redirect", event("redirect away", "https://usher.example/"));
      contents?.emit("will-redirect", event("redirect at home", "app://usher/"));
      return happened;
    });
    expect(prevented).toEqual(["embed", "redirect away"]);
  });

  it("is not gone to by a script, a link or a form", async () => {
    const { page } = await launch();
    const ways: readonly ((url: string) => void)[] = [
      (url) => (location.href = url),
      (url) => location.replace(url),
      (url) => {
        const link = Object.assign(document.createElement("a"), { href: url });
        document.body.append(link);
        link.click();
      },
      (url) => {
        const form = Object.assign(document.createElement("form"), { action: url, method: "post" });
        document.body.append(form);
        form.submit();
      },
    ];
    const before = new URL(page.url()).origin;
    for (const go of ways) {
      for (const url of ["https://usher.example/", "http://127.0.0.1:1/", "file:///etc/passwd", "data:text/html,x", "app://other/"])
        await page.evaluate(go, url).catch(() => undefined);
      await expect.poll(() => page.evaluate(() => document.readyState)).toBe("complete");
      expect(new URL(page.url()).origin).toBe(before);
    }
    expect(await page.evaluate(() => document.querySelector("#root")?.childElementCount)).toBeGreaterThan(0);
  });
});

describe("the page's own protocol", { timeout: 60_000 }, () => {
  it("serves no file outside of the renderer, however the path is spelled", async () => {
    const { page } = await launch();
    const paths = [
      "/../main/index.js",
      "/..%2f..%2fpackage.json",
      "/%2e%2e/%2e%2e/package.json",
      "/..%5c..%5cpackage.json",
      "/assets/..%2f..%2fmain%2findex.js",
      "/%00",
      "/index.html%00.js",
      "/%2fetc%2fpasswd",
      "//etc/passwd",
      "/C:%5cWindows%5cwin.ini",
      "/index.js.map",
    ];
    const statuses = await page.evaluate(
      (list) => Promise.all(list.map((path) => fetch(new URL(path.slice(1), location.origin + "/")).then(({ status }) => status, String))),
      paths.map((path) => `/./${path.slice(1)}`),
    );
    expect(statuses.filter((status) => status === 200)).toEqual([]);
    const others = await page.evaluate(() =>
      Promise.all(["POST", "PUT", "DELETE"].map(async (method) => (await fetch("/index.html", { method })).status)),
    );
    expect(others).toEqual([405, 405, 405]);
  });
});

/** What the settings say of how keys are kept here. */
const protectionWords = async (page: Page): Promise<string> => {
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  const words = page.getByTestId("secrets-protection");
  await words.filter({ hasText: /key/iu }).waitFor();
  return (await words.textContent()) ?? "";
};

const saveKey = async (page: Page, key: string): Promise<void> => {
  const card = page.getByRole("region", { name: "Resend" });
  await page.getByRole("button", { name: "Set up Resend" }).click();
  await card.getByLabel(/API key/u).fill(key);
  await card.getByLabel(/Sender/u).fill("Lea <lea@usher.test>");
  await card.getByRole("button", { name: "Save Resend" }).click();
  await card.getByText(/Stored: ••••/u).waitFor();
};

const keyFile = (): Promise<string> => readFile(join(dataFolder, "secrets.json"), "utf8");
const aKey = "re_secretKey_0123456789";

describe("the key store", { timeout: 60_000 }, () => {
  beforeEach(({ skip }) => {
    if (electronRuntime().ran === "electron") skip("only the stand-in can act key stores of every kind");
  });

  it("that locks nothing (basic_text) gets no key to keep, and the settings say so", async () => {
    const { page } = await launch();
    expect(await protectionWords(page)).toMatch(/no keychain that locks anything.*forgotten when Usher stops/u);
    await saveKey(page, aKey);
    await expect(keyFile()).rejects.toThrow(/ENOENT/u);
  });

  it("that cannot be used gets none either, and the settings say that keys live until the end", async () => {
    const { page } = await launch({ USHER_STANDIN_KEYCHAIN: "locked" });
    expect(await protectionWords(page)).toMatch(/in memory only/u);
    await saveKey(page, aKey);
    await expect(keyFile()).rejects.toThrow(/ENOENT/u);
  });

  it("that locks keeps the key sealed, over a restart, and the page never gets it back", async () => {
    const { page } = await launch({ USHER_STANDIN_KEYCHAIN: "1" });
    expect(await protectionWords(page)).toMatch(/own keychain/u);
    await saveKey(page, aKey);
    await expect.poll(keyFile).toMatch(/resend/u);
    expect(await keyFile()).not.toContain("secretKey");
    await app?.close();
    const again = await launch({ USHER_STANDIN_KEYCHAIN: "1" });
    await protectionWords(again.page);
    await again.page.getByRole("region", { name: "Resend" }).getByRole("button", { name: "Account", exact: true }).click();
    await again.page.getByText(/Stored: ••••6789/u).waitFor();
    expect(await again.page.content()).not.toContain("secretKey");
    expect(await log()).not.toContain("secretKey");
  });

  it("that has another key than it had asks for the keys anew, and what was sealed stays", async () => {
    const first = await launch({ USHER_STANDIN_KEYCHAIN: "1" });
    await protectionWords(first.page);
    await saveKey(first.page, aKey);
    await expect.poll(keyFile).toMatch(/resend/u);
    const sealed = await keyFile();
    await app?.close();
    const { page } = await launch({ USHER_STANDIN_KEYCHAIN: "lost" });
    await protectionWords(page);
    await page.getByRole("region", { name: "Resend" }).waitFor();
    expect(await page.getByText(/Stored: ••••6789/u).count()).toBe(0);
    await expect.poll(log).toContain("A key could not be read; it must be entered again.");
    expect(await keyFile()).toBe(sealed);
  });

  it("whose file was damaged puts it aside, and the app opens", async () => {
    await writeFile(join(dataFolder, "secrets.json"), '{"provider.resend');
    const { page } = await launch({ USHER_STANDIN_KEYCHAIN: "1" });
    expect(await protectionWords(page)).toMatch(/own keychain/u);
    expect(await readFile(join(dataFolder, "secrets.json.damaged"), "utf8")).toBe('{"provider.resend');
    expect(await log()).toContain("The key file was damaged");
  });
});
