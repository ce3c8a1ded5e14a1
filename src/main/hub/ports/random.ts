/** Chance. `next()` is uniform in [0, 1). Seeded in simulations and in practice mode. */
export interface Random {
  next(): number;
}
