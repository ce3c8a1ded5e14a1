import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdSets } from "./id-sets.ts";

test("holds the same ids as a map of plain sets, whatever is added and removed", () => {
  const step = fc.record({ add: fc.boolean(), key: fc.constantFrom("a", "b"), id: fc.constantFrom("1", "2", "3") });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const sets = createIdSets();
      const plain = { a: new Set<string>(), b: new Set<string>() };
      for (const { add, key, id } of steps) {
        if (add) sets.add(key, id);
        else sets.remove(key, id);
        if (add) plain[key].add(id);
        else plain[key].delete(id);
      }
      for (const key of ["a", "b"] as const) {
        expect([...sets.of(key)]).toEqual([...plain[key]]);
        expect(sets.sizeOf(key)).toBe(plain[key].size);
      }
    }),
  );
});
