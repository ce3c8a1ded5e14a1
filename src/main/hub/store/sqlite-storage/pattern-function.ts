const compiled = new Map<string, RegExp>();
/** Patterns kept compiled; a search box makes a new one with each letter. */
const compiledMax = 100;

/** As mingo reads `$regex`: where a match begins does not matter, so `g` and `y` would only add state. */
export function patternFor(source: string, flags: string): RegExp {
  const key = `${flags}/${source}`;
  let pattern = compiled.get(key);
  if (pattern === undefined) {
    pattern = new RegExp(source, flags.replace(/[gy]/g, ""));
    if (compiled.size >= compiledMax) compiled.clear();
    compiled.set(key, pattern);
  }
  return pattern;
}

/** The SQL function behind `$regex`; anything but text does not match. */
export function matchesPattern(source: unknown, flags: unknown, value: unknown): number {
  if (typeof source !== "string" || typeof flags !== "string" || typeof value !== "string") return 0;
  return patternFor(source, flags).test(value) ? 1 : 0;
}
