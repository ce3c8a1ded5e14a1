import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

describe("the runtime", () => {
  it("is the Node major that Electron embeds", () => {
    expect(Number.parseInt(process.versions.node, 10)).toBeGreaterThanOrEqual(24);
  });

  it("pins every dependency to one exact version", () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(versions.length).toBeGreaterThan(40);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version))).toEqual([]);
  });

  it("says of every dependency why it is there, and of nothing else", () => {
    const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
    const table = readFileSync(join(root, "docs", "dependencies.md"), "utf8");
    // Type declarations go with what they are about.
    expect(namedIn(table, new Set(all)).toSorted(byText)).toEqual(all.filter((name) => !name.startsWith("@types/")).toSorted(byText));
  });

  it("runs no install scripts", () => {
    expect(readFileSync(join(root, ".npmrc"), "utf8")).toContain("ignore-scripts=true");
  });
});

const byText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/**
 * The packages of the table's first column, to the letter: `dev: a, b (a remark), @scope/c, d`. A name that is no package of ours may
 * be short for one of the scope before it; it is told as it stands when it is neither.
 */
const namedIn = (table: string, known: ReadonlySet<string>): string[] => {
  const cells = [...table.matchAll(/^\| (?!package \|)([^|]+) \| [^|]{5,} \|$/gmu)].map((match) => match[1] ?? "");
  return cells.flatMap((cell) => {
    const names = cell
      .replace(/^(?:dev|optional): /u, "")
      .replaceAll(/ ?\([^)]*\)/gu, "")
      .split(", ");
    let scope = "";
    return names.map((name) => {
      scope = /^(@[^/]+)\//u.exec(name)?.[1] ?? scope;
      return !known.has(name) && known.has(`${scope}/${name}`) ? `${scope}/${name}` : name;
    });
  });
};
