import { getJsonLinesFormatter } from "@logtape/logtape";
import type { LogLevel, LogRecord } from "@logtape/logtape";
import type { LogData, Logger } from "../logger.ts";
import { redactLogData, redactSentence } from "./log-redaction.ts";

/** Takes one finished line, with its line feed. */
export type LineSink = (line: string, level: LogLevel) => void;

/**
 * A Logger that redacts, writes JSON lines and keeps no state of its own: LogTape formats, the sink decides where lines go. A sink
 * that throws is ignored, because a full disk must not stop a send.
 */
export const createStructuredLogger = (sink: LineSink, now: () => number = () => Date.now()): Logger => {
  const format = getJsonLinesFormatter({ properties: "flatten" });
  const of = (category: readonly string[]): Logger => {
    const write = (level: LogLevel, sentence: string, data: LogData = {}): void => {
      const text = redactSentence(sentence);
      const record: LogRecord = {
        category,
        level,
        message: [text],
        rawMessage: text,
        timestamp: now(),
        properties: redactLogData(data),
      };
      try {
        sink(format(record), level);
      } catch {
        // Nowhere left to say it.
      }
    };
    return {
      debug: (sentence, data) => write("debug", sentence, data),
      info: (sentence, data) => write("info", sentence, data),
      warn: (sentence, data) => write("warning", sentence, data),
      error: (sentence, data) => write("error", sentence, data),
      part: (name) => of([...category, name]),
    };
  };
  return of(["usher"]);
};
