import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a build depends on, from the project's root. */
const inputs = ["src/main", "src/preload", "src/renderer", "src/shared", "electron.vite.config.ts", "package-lock.json", "package.json"];

/** Changes when a source was added, removed or touched: names, sizes and times; contents are not read. Tests do not count. */
export const sourceFingerprint = async (root: string): Promise<string> => {
  const paths = (await Promise.all(inputs.map((input) => filesOf(join(root, input))))).flat();
  const sources = paths.filter((path) => !/\.test\.tsx?$/u.test(path)).toSorted();
  const lines = await Promise.all(
    sources.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return `${path.slice(root.length)} ${size} ${mtimeMs}`;
    }),
  );
  return createHash("sha256").update(lines.join("\n")).digest("hex");
};

const filesOf = async (path: string): Promise<string[]> => {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};
