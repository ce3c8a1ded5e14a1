import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where Usher keeps its files unless told otherwise: `USHER_DATA`, else the place that the system means for data of this
 * computer (on Windows the local one: a roaming profile copies open database files).
 */
export const defaultDataFolder = (
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string => {
  const chosen = environment["USHER_DATA"];
  if (chosen !== undefined && chosen !== "") return chosen;
  if (platform === "win32") return join(environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "Usher");
  if (platform === "darwin") return join(home, "Library", "Application Support", "Usher");
  return join(environment["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "usher");
};
