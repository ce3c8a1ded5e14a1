import type { Secrets } from "../secrets.ts";

/** Keys in memory only, gone at exit. `weak` says that the computer has a key store, but one that protects nothing. */
export const createSessionSecrets = (protection: "session" | "weak" = "session"): Secrets => {
  const kept = new Map<string, string>();
  return {
    protection,
    get: (name) => Promise.resolve(kept.get(name)),
    set: (name, value) => Promise.resolve(void kept.set(name, value)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  };
};
