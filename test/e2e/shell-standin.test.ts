import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const standin = join(root, "test", "support", "electron");

/** What the compiler says of a file that uses the stand-in's own way of modelling; empty when all is as in Electron. */
const compile = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-conformance-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    const kit = readFileSync(join(standin, "not-implemented.ts"), "utf8");
    await writeFile(join(folder, "not-implemented.ts"), kit);
    await writeFile(join(folder, "a.ts"), text);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: { composite: false, noEmit: true, types: ["node"], lib: ["es2024", "dom"], rootDir: "." },
        include: ["a.ts"],
      }),
    );
    const { stdout } = spawnSync(join(root, "node_modules", ".bin", "tsc"), ["-p", folder], { encoding: "utf8", timeout: 60_000 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const opening = 'import { EventEmitter } from "node:events";\nimport type Electron from "electron";\n';
const kit = 'import { modelled, modelledClass } from "./not-implemented.ts";\n';
const tray = (body: string, constructor = "constructor(_image: unknown, _guid?: string) { super(); }"): string =>
  `${opening}${kit}class Mine extends EventEmitter { ${constructor} ${body} }\nexport const Tray = modelledClass<typeof Electron.Tray>("Tray")(Mine);\n`;
const dialog = (body: string): string =>
  `${opening.split("\n")[1]}\n${kit}export const dialog = modelled<Electron.Dialog>("dialog")({ ${body} });\n`;

describe("the stand-in against electron.d.ts", { timeout: 60_000 }, () => {
  it("is checked against the declarations of the pinned Electron", () => {
    const version = (createRequire(import.meta.url)("electron/package.json") as { version: string }).version;
    const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies: Record<string, string> };
    expect(version).toBe(pinned.devDependencies["electron"]);
    expect(readFileSync(join(root, "node_modules", "electron", "electron.d.ts"), "utf8").slice(0, 200)).toContain(version);
  });

  it("compiles what is as in Electron", async () => {
    expect(await compile(tray("setToolTip(_text: string): void {}"))).toBe("");
    expect(await compile(dialog("showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false })"))).toBe("");
  });

  it.each([
    ["a name that Electron does not have", tray("setHint(_text: string): void {}"), "setHint"],
    ["a method that takes something else", tray("setToolTip(_text: number): void {}"), "setToolTip"],
    ["a method that answers something else", tray("isDestroyed(): string { return ''; }"), "isDestroyed"],
    ["a static that Electron does not have", tray("static all(): void {}"), "all"],
    ["a constructor that takes something else", tray("", "constructor(_image: number) { super(); }"), "constructor"],
    ["a function of yesterday's Electron", dialog("showMessageBox: () => ({ response: 0 })"), "Promise<MessageBoxReturnValue>"],
    ["a function that Electron does not have", dialog("showToast: () => undefined"), "showToast"],
  ])("does not compile %s, and says which", async (_what, text, named) => {
    const said = await compile(text);
    expect(said).toMatch(/error TS/u);
    expect(said).toContain(named);
  });
});

/** Runs a main module under the stand-in; it needs no window, and ends before `ready`. */
const runMain = async (main: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-standin-main-"));
  try {
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "a", version: "1.0.0", main: "main.mjs", type: "module" }));
    await writeFile(join(folder, "main.mjs"), main);
    const { stdout, stderr } = spawnSync(join(standin, "electron"), [folder], {
      encoding: "utf8",
      timeout: 30_000,
      env: { ...process.env, USHER_STANDIN_NODE: process.execPath },
    });
    return `${stdout}${stderr}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

describe("what the stand-in does not model", { timeout: 60_000 }, () => {
  it("throws by its name: modules, members, statics, instances and what events carry", async () => {
    const said = await runMain(`
      import { createRequire } from "node:module";
      import * as electron from "electron";
      const { app, BrowserWindow, dialog, Menu, nativeImage, Notification, session, shell, Tray } = electron;
      const required = createRequire(import.meta.url)("electron");
      const touches = [
        () => required.clipboard,
        () => app.getLocale(),
        () => dialog.showSaveDialog({}),
        () => shell.trashItem("a"),
        () => session.fromPartition("a"),
        () => session.defaultSession.clearCache(),
        () => BrowserWindow.getFocusedWindow(),
        () => Menu.buildFromTemplate([]).popup(),
        () => new Tray(nativeImage.createFromDataURL("")).displayBalloon({}),
        () => new Notification({ title: "a" }).close(),
        () => nativeImage.createFromDataURL("").getSize(),
        () => new BrowserWindow({ webPreferences: { nodeIntegration: true } }),
        () => app.getPath("desktop"),
      ];
      for (const touch of touches) {
        try { touch(); console.log("NOT REFUSED", String(touch)); } catch (error) { console.log(error.message); }
      }
      process.exit(0);
    `);
    const named = [...said.matchAll(/electron stand-in: (\S+)/gu)].map((match) => match[1]);
    expect(named, said).toEqual([
      "electron.clipboard",
      "app.getLocale",
      "dialog.showSaveDialog",
      "shell.trashItem",
      "session.fromPartition",
      "session.defaultSession.clearCache",
      "BrowserWindow.getFocusedWindow",
      "menu.popup",
      "Tray.displayBalloon",
      "Notification.close",
      "image.getSize",
      "a",
      'app.getPath("desktop")',
    ]);
    expect(said).not.toContain("NOT REFUSED");
  });

  it("fails an import of it by its name", async () => {
    expect(await runMain('import { clipboard } from "electron";\nclipboard.readText();\n')).toMatch(/export named 'clipboard'/u);
  });
});
