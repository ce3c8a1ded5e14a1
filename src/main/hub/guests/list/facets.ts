import { facetFieldSchema, type FacetField, type GuestFacets } from "#shared/api/guests.ts";
import type { GuestFacts } from "./facts.ts";
import { fieldValues, foldOnce } from "./filters.ts";

/** Most values that a filter's menu offers of one field, most frequent first; rarer ones are found by search. */
export const facetValuesMax = 60;

/** Values by their folded text, as filters compare them: `Vegan` and `vegan` are one, in the spelling met first. */
type Counts = Map<string, { readonly value: string; count: number }>;

/** What can be chosen in each filter, with how many guests have it. One pass over the guests. */
export const facetsOf = (guests: Iterable<GuestFacts>): GuestFacets => {
  const fold = foldOnce();
  const all = facetFieldSchema.options.map((field): [FacetField, Counts] => [field, new Map()]);
  for (const facts of guests) for (const [field, counts] of all) countValues(counts, fieldValues[field](facts), fold);
  return all.map(([field, counts]) => ({
    field,
    values: [...counts.values()].toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, facetValuesMax),
  }));
};

const countValues = (counts: Counts, values: readonly string[], fold: (text: string) => string): void => {
  for (const [at, value] of values.entries()) {
    const key = fold(value);
    // Two tags of one guest that differ in case only are one to the filter.
    if (key === "" || values.findIndex((other) => fold(other) === key) < at) continue;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { value, count: 1 });
    else known.count += 1;
  }
};
