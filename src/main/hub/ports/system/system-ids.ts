import { randomBytes } from "node:crypto";
import type { Ids } from "../ids.ts";

/** 48 bits of milliseconds last until the year 10889 and fill ten base-32 characters. */
const timeCharacters = 10;
/** 16 base-32 characters are 80 random bits. */
const randomCharacters = 16;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Ids that sort by creation, also within one millisecond and when the clock goes back: the time part never falls, and
 * the random part counts up within one tick. `now` is injected for tests.
 */
export const createSystemIds = (now: () => number = () => Date.now()): Ids => {
  let lastTime = -1;
  let tail: number[] = [];
  return {
    next: () => {
      const time = Math.max(now(), lastTime);
      tail = time === lastTime ? increment(tail) : freshTail();
      lastTime = time;
      return encodeTime(time) + tail.map((digit) => alphabet[digit]).join("");
    },
    token: () => randomBytes(16).toString("base64url"),
  };
};

/** The first digit stays in the lower half, so that counting up cannot overflow within one tick. */
const freshTail = (): number[] => {
  const digits = Array.from(randomBytes(randomCharacters), (byte) => byte & 31);
  return digits.with(0, (digits[0] ?? 0) & 15);
};

const increment = (digits: readonly number[]): number[] => {
  const next = [...digits];
  for (let index = next.length - 1; index >= 0; index -= 1) {
    const digit = next[index] ?? 0;
    if (digit < 31) {
      next[index] = digit + 1;
      return next;
    }
    next[index] = 0;
  }
  return next;
};

const encodeTime = (time: number): string => {
  let rest = Math.floor(time);
  let text = "";
  for (let index = 0; index < timeCharacters; index += 1) {
    text = (alphabet[rest % 32] ?? "0") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};
