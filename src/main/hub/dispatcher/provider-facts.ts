import type { ProviderId } from "#shared/message/ledger-rows.ts";
import type { Provider } from "#hub/providers/contract.ts";
import { providersOf, runWork, type Core } from "./core.ts";
import { factOfProvider } from "./facts.ts";
import type { Route } from "./ready-line.ts";

export const allRoutes: readonly Route[] = [
  "email:practice",
  "sms:practice",
  "push:practice",
  "email:real",
  "sms:real",
  "push/fcm:real",
  "push/apns:real",
];

/** Writes what providers state by themselves. `refresh` follows a change of the set of providers. */
export const createProviderFacts = (core: Core): { refresh(): void; stop(): void } => {
  const followed = new Map<ProviderId, { readonly provider: Provider; readonly stop: () => void }>();
  const follow = (provider: Provider): void => {
    const known = followed.get(provider.id);
    if (known?.provider === provider) return;
    known?.stop();
    const stop = provider.subscribe?.((stated) => {
      runWork(core, () => core.journal.keep([factOfProvider(provider.id, stated, core.deps.clock.now())]));
    });
    followed.set(provider.id, { provider, stop: stop ?? (() => undefined) });
  };
  return {
    refresh: () => {
      for (const provider of allRoutes.flatMap((route) => providersOf(core, route))) follow(provider);
    },
    stop: () => {
      for (const { stop } of followed.values()) stop();
      followed.clear();
    },
  };
};
