/** Share of likeness 0..1 of two short texts; forgives typos and swapped letters, most of all after an equal beginning. */
export const jaroWinkler = (a: string, b: string): number => {
  if (a === b) return 1;
  const jaro = jaroOf(a, b);
  if (jaro < 0.7) return jaro;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
};

const jaroOf = (a: string, b: string): number => {
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const takenB = new Uint8Array(b.length);
  const matchedA: number[] = [];
  for (let index = 0; index < a.length; index += 1) {
    const end = Math.min(b.length, index + reach + 1);
    for (let other = Math.max(0, index - reach); other < end; other += 1) {
      if (takenB[other] === 0 && a.charCodeAt(index) === b.charCodeAt(other)) {
        takenB[other] = 1;
        matchedA.push(index);
        break;
      }
    }
  }
  const matches = matchedA.length;
  if (matches === 0) return 0;
  let swapped = 0;
  let at = 0;
  for (let other = 0; other < b.length; other += 1) {
    if (takenB[other] === 0) continue;
    if (a.charCodeAt(matchedA[at] ?? 0) !== b.charCodeAt(other)) swapped += 1;
    at += 1;
  }
  return (matches / a.length + matches / b.length + (matches - swapped / 2) / matches) / 3;
};
