/**
 * Structured log. Messages are fixed sentences; data are counts, codes and ids. Never names, addresses,
 * texts, tokens or keys (invariant S17).
 */
export interface Logger {
  debug(sentence: string, data?: LogData): void;
  info(sentence: string, data?: LogData): void;
  warn(sentence: string, data?: LogData): void;
  error(sentence: string, data?: LogData): void;
  /** A logger whose lines carry the name of a part of the hub. */
  part(name: string): Logger;
}

export type LogData = Readonly<Record<string, string | number | boolean | null | undefined>>;
