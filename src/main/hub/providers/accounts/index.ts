export type { ProviderOptions } from "./connections.ts";
export type { LaneFacts } from "./lane-facts.ts";
export { createProviderAccounts, type ProviderAccounts, type ProviderAccountsDeps } from "./provider-accounts.ts";
export type { SettingsStore } from "./stored-account.ts";
