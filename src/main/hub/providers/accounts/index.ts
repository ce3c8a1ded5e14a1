export type { ProviderOptions } from "./connections.ts";
export { smsPriceCentsPerSegment } from "./prices.ts";
export { createProviderAccounts, type LaneFacts, type ProviderAccounts, type ProviderAccountsDeps } from "./provider-accounts.ts";
export type { SettingsStore } from "./stored-account.ts";
