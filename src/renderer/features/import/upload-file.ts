import type { UsherClient } from "#shared/api/contract.ts";

/** Base64 without a data URL's head; works on plain HTTP too. */
const toBase64 = (bytes: Uint8Array): string => {
  let binary = "";
  // Spreading a whole chunk would overflow the stack.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
};

/** Hands a file over piece by piece; `onProgress` hears of each. Answers the import's id. Rejects with the hub's refusal. */
export const uploadFile = async (
  client: UsherClient,
  weddingId: string,
  file: File,
  onProgress: (sentBytes: number) => void,
): Promise<string> => {
  const { importId, chunkBytes } = await client.imports.start({ weddingId, fileName: file.name, sizeBytes: file.size });
  for (let index = 0; index * chunkBytes < file.size; index += 1) {
    const piece = file.slice(index * chunkBytes, (index + 1) * chunkBytes);
    await client.imports.chunk({ importId, index, base64: toBase64(new Uint8Array(await piece.arrayBuffer())) });
    onProgress(Math.min(file.size, (index + 1) * chunkBytes));
  }
  return importId;
};
