import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launchInElectron, skipWithoutElectron, whyNotInElectron } from "#test/app/launch-in-electron.ts";
import type { LaunchedElectron } from "#test/app/launch-in-electron.ts";

/** The shell's part of Electron's security checklist. Under the stand-in it proves our logic, not Electron. */
let dataFolder: string;
let app: LaunchedElectron;

beforeEach(async ({ skip }) => {
  skipWithoutElectron(skip);
  dataFolder = await mkdtemp(join(tmpdir(), "usher-shell-"));
  app = await launchInElectron({ runtime: "electron", dataFolder });
}, 120_000);

afterEach(async () => {
  if (whyNotInElectron() !== undefined) return;
  await app.close();
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

describe("the desktop shell", { timeout: 120_000 }, () => {
  it("gives the page two functions and nothing of Node", async () => {
    const seen = await app.page.evaluate(() => ({
      surface: Object.keys((globalThis as unknown as { usherShell: object }).usherShell).toSorted(),
      frozen: Object.isFrozen((globalThis as unknown as { usherShell: object }).usherShell),
      node: ["require", "process", "Buffer", "module", "ipcRenderer"].filter((name) => name in globalThis),
    }));
    expect(seen).toEqual({ surface: ["connect", "onCommand"], frozen: true, node: [] });
  });

  it("serves the page under the policy of the station, and runs no inline script", async () => {
    const ran = await app.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ranInline = true";
      document.body.append(script);
      return "ranInline" in globalThis;
    });
    expect(ran).toBe(false);
  });

  it("opens no second window, and hands only known https links to the person's browser", async () => {
    await app.electron.evaluate(({ shell }) => {
      const opened: string[] = [];
      (globalThis as unknown as { opened: string[] }).opened = opened;
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    // In a task of its own: the page stands still while a window of its process waits to be closed, and this call with it.
    await app.page.evaluate(() => {
      setTimeout(() => {
        window.open("https://evil.example/");
        window.open("file:///etc/passwd");
        window.open("https://resend.com.evil.example/");
        window.open("https://resend.com/domains");
      });
    });
    const opened = (): Promise<string[]> => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
    await expect.poll(opened, { timeout: 60_000 }).toEqual(["https://resend.com/domains"]);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it("answers calls over its port, again after a reload", async () => {
    await app.page.reload();
    await expect
      .poll(() => app.page.evaluate(() => document.querySelector("#root")?.childElementCount ?? 0), { timeout: 20_000 })
      .toBeGreaterThan(0);
    expect(app.complaints).toEqual([]);
  });

  it("hands menu clicks to the page as commands", async () => {
    await app.page.evaluate(() => {
      const page = globalThis as unknown as { usherShell: { onCommand(listener: (command: unknown) => void): void }; heard: unknown[] };
      page.heard = [];
      page.usherShell.onCommand((command) => page.heard.push(command));
    });
    await app.electron.evaluate(({ Menu }) => {
      const items = (Menu.getApplicationMenu()?.items ?? []) as unknown as { submenu: { items?: unknown[] } | unknown[] }[];
      const all = items.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : (submenu.items ?? []))) as {
        label?: string;
        click?(): void;
      }[];
      all.find((item) => item.label === "Import guests…")?.click?.();
    });
    await expect.poll(() => app.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([{ kind: "import" }]);
  });

  it("ends with 0 and frees the data folder, so that it starts again", async () => {
    expect(await app.close()).toBe(0);
    await expect(readFile(join(dataFolder, "instance.json"))).rejects.toThrow(/ENOENT/u);
    app = await launchInElectron({ runtime: "electron", dataFolder });
    expect(await app.page.title()).toBe("Usher");
  });
});
