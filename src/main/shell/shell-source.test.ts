import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** Every source file of the app, by its path below `src`. */
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(?:ts|tsx|html)$/u.test(path) && !/\.test\.tsx?$/u.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

/** `path` of each file in which the pattern occurs, once for each time. */
const placesOf = (pattern: RegExp): readonly string[] => sources.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(() => path));

describe("the app's source", () => {
  it("makes windows in one place only, with everything that keeps a page harmless", () => {
    expect(placesOf(/new BrowserWindow\(/gu)).toEqual(["main/shell/main-window.ts"]);
    const text = readFileSync(join(root, "main", "shell", "main-window.ts"), "utf8");
    for (const setting of ["contextIsolation: true", "sandbox: true", "nodeIntegration: false", "webSecurity: true", "webviewTag: false"])
      expect(text).toContain(setting);
    expect(text).not.toMatch(/nodeIntegrationInWorker|nodeIntegrationInSubFrames|experimentalFeatures|enableBlinkFeatures/u);
    expect(text).not.toMatch(/allowRunningInsecureContent|navigateOnDragDrop|disableBlinkFeatures/u);
  });

  it("sandboxes every page that there will ever be, before any is made", () => {
    expect(placesOf(/app\.enableSandbox\(\)/gu)).toEqual(["main/shell/run-shell.ts"]);
    expect(placesOf(/appendSwitch|commandLine/gu)).toEqual([]);
  });

  it("loads nothing but its own scheme: no file:, no page from the network, no embedded page", () => {
    expect(placesOf(/\.loadFile\(/gu)).toEqual([]);
    expect(placesOf(/\.loadURL\(/gu)).toEqual(["main/shell/main-window.ts"]);
    expect(placesOf(/<webview|allowpopups/giu)).toEqual([]);
    expect(readFileSync(join(root, "renderer", "index.html"), "utf8")).not.toMatch(/(?:src|href)="(?:https?:)?\/\//u);
  });

  it("opens a link outside in one place only, and asks the list first", () => {
    expect(placesOf(/shell\.open(?:External|Path)\(/gu)).toEqual(["main/shell/external-links.ts"]);
    expect(readFileSync(join(root, "main", "shell", "external-links.ts"), "utf8")).toMatch(/if \(!isAllowedLink\(url\)\)[\s\S]*return;/u);
  });

  it("hears the page on one channel, and never answers `invoke`", () => {
    expect(placesOf(/ipcMain\.\w+\(/gu)).toEqual(["main/shell/api-port.ts"]);
    expect(placesOf(/ipcRenderer\.(?:invoke|send|sendSync|sendToHost)\(/gu)).toEqual([]);
  });

  it("guards contents and permissions before the first window", () => {
    const text = readFileSync(join(root, "main", "shell", "run-shell.ts"), "utf8");
    const places = ["guardContents(deps", "denyPermissions(session", "protocol.handle(", "serveApiPorts(", "window.show();\n};"].map(
      (step) => text.indexOf(step),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
  });
});

describe("the table in docs/security.md", () => {
  const project = join(root, "..");
  const table = readFileSync(join(project, "docs", "security.md"), "utf8");
  /** The file that was named last before a test's name, and the name. */
  const named = [...table.matchAll(/`((?:src|test)\/[^`]+\.test\.ts)`|"([^"]+)"/gu)].reduce<
    readonly (readonly [file: string, test: string])[]
  >((pairs, [, file, test]) => [...pairs, [file ?? pairs.at(-1)?.[0] ?? "", test ?? ""] as const], []);

  it("has Electron's twenty points, each with a test or a reason", () => {
    const rows = [...table.matchAll(/^\| (\d+) \|.*\| ([^|]+) \|$/gmu)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (const [, number, proof = ""] of rows) expect(proof.length, `point ${number}`).toBeGreaterThan(40);
  });

  it.each(named.filter(([, test]) => test !== ""))("names a test of %s that is there: %s", (file, test) => {
    expect(readFileSync(join(project, file), "utf8")).toContain(test);
  });
});
