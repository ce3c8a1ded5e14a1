import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = dirname(dirname(dirname(import.meta.dirname)));

export interface PlantedProject {
  run(tool: string, args: readonly string[]): { readonly code: number | null; readonly output: string };
  remove(): Promise<void>;
}

/** A throw-away project with this one's rules and the given files, to see whether the rules notice. */
export const plantProject = async (files: Readonly<Record<string, string>>): Promise<PlantedProject> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-planted-"));
  const rules = [".oxlintrc.json", ".oxfmtrc.json", ".dependency-cruiser.cjs", "package.json", "tsconfig.base.json", "knip.json"];
  const configs = ["shared", "hub", "station", "shell", "preload", "renderer"].map((name) => `tsconfig.${name}.json`);
  for (const name of [...rules, ...configs]) await cp(join(root, name), join(folder, name));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return {
    run: (tool, args) => {
      const result = spawnSync(join(root, "node_modules", ".bin", tool), args, { cwd: folder, encoding: "utf8", timeout: 60_000 });
      return { code: result.status, output: `${result.stdout}${result.stderr}` };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
