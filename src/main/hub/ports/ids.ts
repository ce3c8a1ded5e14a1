/** Fresh identifiers. Deterministic in simulations. */
export interface Ids {
  /** Sortable by creation, 26 characters, `[0-9a-z]`. */
  next(): string;
  /** 128 random bits as base64url, 22 characters: for capability links. */
  token(): string;
}
