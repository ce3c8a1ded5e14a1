import { importBytesMax, importChunkBytes } from "#shared/api/import-limits.ts";
import { refusal } from "./refuse.ts";

/** Bytes on their way in. A chunk may come twice or out of order. */
export interface Upload {
  put(index: number, base64: string): number;
  /** All bytes; throws when some are missing. */
  bytes(): Buffer;
}

export const createUpload = (sizeBytes: number): Upload => {
  if (sizeBytes === 0) throw refusal("import-file-empty");
  if (sizeBytes > importBytesMax) throw refusal("import-file-too-large");
  const chunks = new Map<number, Buffer>();
  let received = 0;
  let whole: Buffer | undefined;
  return {
    put: (index, base64) => {
      const chunk = Buffer.from(base64, "base64");
      const after = received - (chunks.get(index)?.length ?? 0) + chunk.length;
      if (after > sizeBytes || chunk.length > importChunkBytes) throw refusal("import-file-incomplete");
      chunks.set(index, chunk);
      received = after;
      whole = undefined;
      return received;
    },
    bytes: () => {
      if (received !== sizeBytes) throw refusal("import-file-incomplete");
      whole ??= Buffer.concat([...chunks].toSorted(([a], [b]) => a - b).map(([, chunk]) => chunk));
      return whole;
    },
  };
};
