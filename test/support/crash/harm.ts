import { readFileSync, truncateSync, writeFileSync } from "node:fs";

/** One way in which a file comes to harm. */
export const harms = ["bit", "sector", "page", "cut"] as const;
export type Harm = (typeof harms)[number];

const sectorBytes = 512;
const pageBytes = 4_096;

/** Harms a file at a place that chance chooses; answers where, in words. An empty file cannot be harmed. */
export const harmFile = (path: string, harm: Harm, random: () => number): string | undefined => {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return undefined;
  const at = Math.floor(random() * bytes.length);
  const zero = (size: number): string => {
    const from = at - (at % size);
    bytes.fill(0, from, Math.min(bytes.length, from + size));
    writeFileSync(path, bytes);
    return `zeros from ${from} to ${from + size}`;
  };
  switch (harm) {
    case "bit": {
      const bit = Math.floor(random() * 8);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
      writeFileSync(path, bytes);
      return `bit ${bit} of byte ${at}`;
    }
    case "sector":
      return zero(sectorBytes);
    case "page":
      return zero(pageBytes);
    case "cut":
      truncateSync(path, at);
      return `cut at ${at}`;
  }
};
