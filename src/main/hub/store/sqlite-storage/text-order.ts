/**
 * What a store has seen in its indexed text, as bits that only ever get set. SQLite compares UTF-8 bytes, JavaScript
 * UTF-16 units; the two orders differ only where a character beyond U+FFFF meets one of U+E000..U+FFFF. While a store
 * (with the value compared against) does not hold both, SQL may compare and sort its text.
 */
export const traits = {
  /** Text with a character beyond U+FFFF. */
  astral: 1,
  /** Text with a character of U+E000..U+FFFF. */
  high: 2,
  /** A document that breaks its schema or text that UTF-8 cannot carry: SQL says nothing about this store any more. */
  offSchema: 4,
  /** JSON null in an indexed field: sorts after a missing one in JavaScript, together with it in SQL. */
  nulls: 8,
} as const;

const unusual = /[\ud800-\uffff]/;
const astral = /[\ud800-\udfff]/;
const high = /[\ue000-\uffff]/;

export function textTraits(text: string): number {
  if (!unusual.test(text)) return 0;
  return (astral.test(text) ? traits.astral : 0) | (high.test(text) ? traits.high : 0);
}

/** True when SQL orders text with these traits as JavaScript does. */
export const isSqlOrdered = (seen: number): boolean => (seen & (traits.astral | traits.high)) !== (traits.astral | traits.high);
