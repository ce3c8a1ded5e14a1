import type { GuestField } from "#shared/domain/guest-view.ts";
import type { GuestFacts } from "./facts.ts";
import { isEmptyKey, sortKeyOf } from "./filters.ts";

/** One column's order: ids and, position by position, their search texts. */
interface Order {
  readonly keys: Map<string, string>;
  readonly ids: string[];
  readonly positions: Map<string, number>;
  readonly haystacks: string[];
  /** Where the empty cells begin: they stay last in both directions. */
  readonly emptyFrom: number;
}

/** Orders of the list by column, kept until a key in one changes. */
export interface Orders {
  by(field: GuestField): Order;
  changed(id: string, before: GuestFacts | undefined, after: GuestFacts | undefined): void;
}

/** Most columns whose order is kept at a time. */
const ordersKeptMax = 4;

export const createOrders = (facts: ReadonlyMap<string, GuestFacts>): Orders => {
  const kept = new Map<GuestField, Order>();
  const build = (field: GuestField): Order => {
    const keys = new Map<string, string>();
    for (const [id, one] of facts) keys.set(id, sortKeyOf(field, one));
    const sorted = [...keys].toSorted(([idA, a], [idB, b]) => (a === b ? (idA < idB ? -1 : 1) : a < b ? -1 : 1));
    const ids = sorted.map(([id]) => id);
    const firstEmpty = sorted.findIndex(([, key]) => isEmptyKey(key));
    return {
      keys,
      ids,
      positions: new Map(ids.map((id, index) => [id, index])),
      haystacks: ids.map((id) => facts.get(id)?.haystack ?? ""),
      emptyFrom: firstEmpty < 0 ? ids.length : firstEmpty,
    };
  };
  return {
    by: (field) => {
      const known = kept.get(field);
      if (known !== undefined) return known;
      const order = build(field);
      const [oldest] = kept.keys();
      if (kept.size >= ordersKeptMax && oldest !== undefined) kept.delete(oldest);
      kept.set(field, order);
      return order;
    },
    changed: (id, before, after) => {
      for (const [field, order] of kept) {
        const position = order.positions.get(id);
        if (after !== undefined && position !== undefined && sortKeyOf(field, after) === order.keys.get(id))
          order.haystacks[position] = after.haystack;
        else if (after !== before) kept.delete(field);
      }
    },
  };
};
