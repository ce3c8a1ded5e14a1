import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { windowBrowser } from "../../../scripts/start/open-window.ts";
import { runElectron } from "../../../scripts/start/run-electron.ts";
import { linkLine } from "../../../scripts/start/run-in-browser.ts";

describe("an Electron that does not come up", () => {
  it.each([
    ["ends at once, as one without its libraries does", "broken", /ended at once \(exit code 127\)/u],
    ["is not there", "absent", /could not be started \(.*ENOENT/u],
  ])("that %s gives way to the browser, with the reason", async (_what, name, why) => {
    const folder = mkdtempSync(join(tmpdir(), "usher-electron-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "broken"), "#!/bin/sh\nexit 127\n", { mode: 0o755 });
    expect(await runElectron(join(folder, name), folder)).toEqual({ kind: "failed", why: expect.stringMatching(why) as string });
  });
});

describe("the browser for the window", () => {
  it("is the one that is named, and none without a display", () => {
    expect(windowBrowser({ DISPLAY: ":0", CHROMIUM_PATH: "/opt/browser" }, "linux")).toBe("/opt/browser");
    expect(windowBrowser({ WAYLAND_DISPLAY: "wayland-0", CHROMIUM_PATH: "/opt/browser" }, "linux")).toBe("/opt/browser");
    expect(windowBrowser({ CHROMIUM_PATH: "/opt/browser" }, "linux")).toBeUndefined();
    expect(windowBrowser({ CHROMIUM_PATH: "", HOME: "/no/such/home", PATH: "" }, "win32")).toBeUndefined();
  });

  it("that was looked for and not found is said so, with the remedy, beside the link", () => {
    expect(linkLine("Electron is not installed and this computer is offline", "http://127.0.0.1:1/#launch=a", true)).toBe(
      "Usher runs in your browser because Electron is not installed and this computer is offline. No Chrome, Chromium or Edge was found to open it in; CHROMIUM_PATH=<file> names one. Open this link; it works once, for one minute (start again for another): http://127.0.0.1:1/#launch=a",
    );
    expect(linkLine("there is no display for a window", "http://127.0.0.1:1/#launch=a", false)).not.toContain("CHROMIUM_PATH");
  });
});
