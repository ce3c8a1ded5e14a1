import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { plantProject, type PlantedProject } from "#test/arch/planted-project.ts";

const root = join(import.meta.dirname, "..", "..");
let planted: PlantedProject | undefined;

afterEach(async () => {
  await planted?.remove();
  planted = undefined;
});

const cruise = ["src", "--config", ".dependency-cruiser.cjs", "--output-type", "err"];

/** Fence, the file that breaks it, and what that file says. `other.ts` files are what it reaches for. */
const crossings: readonly (readonly [fence: string, path: string, text: string, target: string])[] = [
  ["shared-knows-nobody", "src/shared/a.ts", 'import { b } from "../main/hub/b.ts"; export const a = b;', "src/main/hub/b.ts"],
  ["hub-without-electron", "src/main/hub/a.ts", 'import { app } from "electron"; export const a = app;', ""],
  ["hub-without-faces", "src/main/hub/a.ts", 'import { b } from "../shell/b.ts"; export const a = b;', "src/main/shell/b.ts"],
  ["renderer-imports-only-shared", "src/renderer/a.ts", 'import { b } from "../main/hub/b.ts"; export const a = b;', "src/main/hub/b.ts"],
  ["preload-imports-only-shared", "src/preload/a.ts", 'import { b } from "../renderer/b.ts"; export const a = b;', "src/renderer/b.ts"],
  ["electron-in-the-shell-only", "src/main/station/a.ts", 'import { app } from "electron"; export const a = app;', ""],
  ["shell-and-station-apart", "src/main/station/a.ts", 'import { b } from "../shell/b.ts"; export const a = b;', "src/main/shell/b.ts"],
  ["rxdb-in-the-store-only", "src/main/hub/guests/a.ts", 'import { createRxDatabase } from "rxdb"; export const a = createRxDatabase;', ""],
  ["sdks-in-providers-only", "src/main/hub/guests/a.ts", 'import { Resend } from "resend"; export const a = Resend;', ""],
  ["ports-first", "src/main/hub/ports/a.ts", 'import { b } from "../guests/b.ts"; export const a = b;', "src/main/hub/guests/b.ts"],
  [
    "store-and-ledger-below",
    "src/main/hub/ledger/a.ts",
    'import { b } from "../dispatcher/b.ts"; export const a = b;',
    "src/main/hub/dispatcher/b.ts",
  ],
  [
    "rooms-do-not-reach-into-siblings",
    "src/main/hub/guests/a.ts",
    'import { b } from "../campaigns/b.ts"; export const a = b;',
    "src/main/hub/campaigns/b.ts",
  ],
  ["one-door", "src/main/shell/a.ts", 'import { b } from "../hub/guests/b.ts"; export const a = b;', "src/main/hub/guests/b.ts"],
];

describe("dependency fences", () => {
  it.each(crossings)("notice a planted crossing of %s", async (fence, path, text, target) => {
    planted = await plantProject({ [path]: text, ...(target === "" ? {} : { [target]: "export const b = 1;\n" }) });
    const { code, output } = planted.run("depcruise", cruise);
    expect(output).toContain(fence);
    expect(code).not.toBe(0);
  });

  it("notice a planted cycle", async () => {
    planted = await plantProject({
      "src/shared/a.ts": 'import { b } from "./b.ts"; export const a = () => b;',
      "src/shared/b.ts": 'import { a } from "./a.ts"; export const b = () => a;',
    });
    expect(planted.run("depcruise", cruise).output).toContain("no-cycles");
  });

  it("really see this project's modules and the imports between them", () => {
    const result = spawnSync(join(root, "node_modules", ".bin", "depcruise"), [...cruise.slice(0, 3), "--output-type", "json"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    });
    const { summary } = JSON.parse(result.stdout) as { summary: { totalCruised: number; totalDependenciesCruised: number } };
    expect(summary.totalCruised).toBeGreaterThan(150);
    expect(summary.totalDependenciesCruised).toBeGreaterThan(400);
  });
});

const lintCrossings: readonly (readonly [rule: string, path: string, text: string])[] = [
  ["no-restricted-properties", "src/main/hub/a.ts", "export const a = () => Date.now();\n"],
  ["no-restricted-properties", "src/main/hub/a.ts", "export const a = () => Math.random();\n"],
  ["no-restricted-globals", "src/main/hub/a.ts", 'export const a = () => fetch("https://example.com");\n'],
  ["no-restricted-globals", "src/main/hub/a.ts", "export const a = () => setTimeout(() => undefined, 1);\n"],
  ["no-restricted-imports", "src/renderer/a.ts", 'import { app } from "electron";\nexport const a = app;\n'],
  ["no-explicit-any", "src/shared/a.ts", "export const a = (value: any): unknown => value;\n"],
  ["no-default-export", "src/shared/a.ts", "export default 1;\n"],
  ["no-console", "src/shared/a.ts", 'console.log("a");\n'],
  ["max-lines", "src/shared/a.ts", `${Array.from({ length: 401 }, (_, index) => `export const a${index} = ${index};`).join("\n")}\n`],
];

describe("lint fences", () => {
  it.each(lintCrossings)("notice a planted breach of %s in %s", async (rule, path, text) => {
    planted = await plantProject({ [path]: text });
    const { code, output } = planted.run("oxlint", ["--disable-nested-config"]);
    expect(output).toContain(rule);
    expect(code).not.toBe(0);
  });

  it("notice a promise that nobody waits for (type-aware)", async () => {
    planted = await plantProject({
      "src/shared/a.ts": "const later = async (): Promise<number> => 1;\nexport const a = (): void => {\n  later();\n};\n",
      "tsconfig.json": JSON.stringify({ extends: "./tsconfig.base.json", include: ["src/shared"] }),
    });
    const { code, output } = planted.run("oxlint", ["--type-aware"]);
    expect(output).toContain("no-floating-promises");
    expect(code).not.toBe(0);
  });
});

describe("environments", () => {
  it.each([
    ["hub", "src/main/hub/a.ts", "export const a = document.title;\n"],
    ["shared", "src/shared/a.ts", "export const a = process.cwd();\n"],
    ["renderer", "src/renderer/a.ts", "export const a = process.cwd();\n"],
  ])("a global of another runtime does not compile in %s", async (name, path, text) => {
    planted = await plantProject({ [path]: text, "src/shared/index.ts": "export {};\n", "src/main/hub/index.ts": "export {};\n" });
    const { code, output } = planted.run("tsc", ["-b", `tsconfig.${name}.json`]);
    expect(output).toMatch(/Cannot find name/u);
    expect(code).not.toBe(0);
  });
});
