/** A stream of numbers in [0, 1) that depends on the given words only: the same words, the same stream. */
export const drawsOf = (...words: readonly (string | number)[]): (() => number) => {
  let state = fingerprint(words.join("\u0000"));
  return () => {
    // Mulberry32: one 32-bit state, enough for a rehearsal and the same on every machine.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** FNV-1a over UTF-16 units, with a final mix so that ids that differ in one character part ways. */
const fingerprint = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
};
