import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { idSchema } from "#shared/domain/fields.ts";
import type { Ids } from "./ports/index.ts";

const deviceFileSchema = z.strictObject({ deviceId: idSchema });

/** Who this computer is, across restarts. A missing or unreadable file makes a new identity, never an error. */
export async function deviceIdOf(dataFolder: string, ids: Ids): Promise<string> {
  const path = join(dataFolder, "device.json");
  const known = deviceFileSchema.safeParse(
    await readFile(path, "utf8")
      .then(JSON.parse)
      .catch(() => undefined),
  );
  if (known.success) {
    return known.data.deviceId;
  }
  const deviceId = ids.next();
  await mkdir(dataFolder, { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify({ deviceId }), { flush: true });
  await rename(`${path}.new`, path);
  return deviceId;
}
