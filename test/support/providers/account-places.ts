import { settingSchema, type Setting } from "#shared/domain/suppression.ts";
import type { LogData, Logger } from "#hub/ports/index.ts";
import type { SettingsStore } from "#hub/providers/accounts/index.ts";

/** Settings in memory, which take only what the store takes. */
export const memorySettings = (): SettingsStore & { readonly rows: Map<string, Setting> } => {
  const rows = new Map<string, Setting>();
  return {
    rows,
    get: (id) => Promise.resolve(structuredClone(rows.get(id))),
    put: (setting) => Promise.resolve(void rows.set(setting.id, settingSchema.parse(structuredClone(setting)))),
    remove: (id) => Promise.resolve(void rows.delete(id)),
  };
};

/** Without the redaction of the real one: what is said to it must be harmless by itself. */
export const plainLogger = (log: string[]): Logger => {
  const say = (sentence: string, data?: LogData): void => void log.push(JSON.stringify([sentence, data]));
  return { debug: say, info: say, warn: say, error: say, part: () => plainLogger(log) };
};
