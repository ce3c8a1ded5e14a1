import type { Secrets } from "../secrets.ts";

/** `resend.apiKey` is read from `USHER_SECRET_RESEND_APIKEY`. */
export const secretVariable = (name: string): string => `USHER_SECRET_${name.replaceAll(/[^a-z0-9]+/giu, "_").toUpperCase()}`;

/**
 * Keys from the environment, for headless runs and for planners who start Usher from a password manager. What is
 * typed in the app is kept in memory on top and is gone at exit.
 */
export const createEnvironmentSecrets = (environment: Readonly<Record<string, string | undefined>>): Secrets => {
  const typed = new Map<string, string | undefined>();
  return {
    protection: "environment",
    get: (name) => {
      const fromEnvironment = environment[secretVariable(name)];
      return Promise.resolve(typed.has(name) ? typed.get(name) : fromEnvironment === "" ? undefined : fromEnvironment);
    },
    set: (name, value) => Promise.resolve(void typed.set(name, value)),
    remove: (name) => Promise.resolve(void typed.set(name, undefined)),
  };
};
