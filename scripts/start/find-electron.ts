import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The Electron binary that is installed in `node_modules`, the way Electron's own package looks for it; undefined when there is none. */
export const findElectron = (root: string, environment: Readonly<Record<string, string | undefined>>): string | undefined => {
  const packageFolder = join(root, "node_modules", "electron");
  try {
    const file = readFileSync(join(packageFolder, "path.txt"), "utf8").trim();
    const path = join(environment["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(packageFolder, "dist"), file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
};
