import type { GuestFacets } from "#shared/api/guests.ts";
import { facetFieldSchema, type FacetField } from "#shared/api/guests.ts";
import type { GuestFacts } from "./facts.ts";
import { fieldValues } from "./filters.ts";

/** Most values that a filter's menu offers of one field, most frequent first; rarer ones are found by search. */
export const facetValuesMax = 60;

/** What can be chosen in each filter, with how many guests have it. One pass over the guests. */
export const facetsOf = (guests: Iterable<GuestFacts>): GuestFacets => {
  const counts = new Map<FacetField, Map<string, number>>(facetFieldSchema.options.map((field) => [field, new Map()]));
  for (const facts of guests) {
    for (const [field, values] of counts) {
      for (const value of new Set(fieldValues[field](facts))) values.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  return [...counts].map(([field, values]) => ({
    field,
    values: [...values]
      .filter(([value]) => value !== "")
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, facetValuesMax),
  }));
};
