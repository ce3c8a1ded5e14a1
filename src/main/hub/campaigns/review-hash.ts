import { createHash } from "node:crypto";

/** sha256 (hex) over everything that is shown and would be sent, fed in slices; the bytes are those of one JSON array. */
export interface ReviewHash {
  add(messageId: string, payloadSha256: string): void;
  /** May be asked again with something else shown: what was added stays. */
  finish(shown: unknown): string;
}

export const createReviewHash = (header: readonly unknown[]): ReviewHash => {
  const digest = createHash("sha256").update(`${JSON.stringify(header).slice(0, -1)},[`);
  let separator = "";
  return {
    add: (messageId, payloadSha256) => {
      digest.update(separator + JSON.stringify([messageId, payloadSha256]));
      separator = ",";
    },
    finish: (shown) =>
      digest
        .copy()
        .update(`],${JSON.stringify(shown)}]`)
        .digest("hex"),
  };
};
