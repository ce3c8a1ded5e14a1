import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** How long a launch code opens the door. Starting a cold browser takes seconds; a minute bounds what `ps` shows of it. */
export const launchCodeMs = 60_000;
/** Codes and sessions kept at once; one person opens a handful of windows. The oldest goes first. */
const keptMax = 64;

/** 256 random bits each, kept only as SHA-256, so that neither timing nor a memory dump gives one away. */
export interface Capabilities {
  /** A code that can be swapped once, within `launchCodeMs`, for a session token. */
  issueCode(): string;
  /** Undefined for a code that is unknown, used or too old. */
  redeem(code: string): string | undefined;
  isSession(token: string): boolean;
}

/** `monotonicMs` never goes back, so that a clock set back cannot lengthen a code's life. */
export const createCapabilities = (monotonicMs: () => number = () => performance.now()): Capabilities => {
  const codes = new Map<string, number>();
  const sessions = new Set<string>();
  return {
    issueCode: () => {
      const code = fresh();
      dropOldest(codes);
      codes.set(digest(code), monotonicMs() + launchCodeMs);
      return code;
    },
    redeem: (code) => {
      const key = digest(code);
      const expiresAt = codes.get(key);
      codes.delete(key);
      if (expiresAt === undefined || monotonicMs() >= expiresAt) return undefined;
      const token = fresh();
      dropOldest(sessions);
      sessions.add(digest(token));
      return token;
    },
    isSession: (token) => sessions.has(digest(token)),
  };
};

/** Compares two secrets of any length without telling by its time where they differ. */
export const sameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());

const fresh = (): string => randomBytes(32).toString("base64url");

const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");

const dropOldest = (kept: Map<string, number> | Set<string>): void => {
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
};
