import { randomBytes } from "node:crypto";
import type { Ids } from "../ids.ts";

/** 48 bits of milliseconds last until the year 10889 and fill ten base-32 characters. */
const timeCharacters = 10;
/** 16 base-32 characters are 80 random bits. */
const randomCharacters = 16;
/** 128 bits. */
const tokenBytes = 16;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Random bytes are asked for in blocks: one call of the generator costs as much as a hundred ids. */
const randomBlockBytes = 4096;

/**
 * Ids that sort by creation, also within one millisecond and when the clock goes back: the time part never falls, and
 * the random part counts up within one tick. `now` is injected for tests.
 */
export const createSystemIds = (now: () => number = () => Date.now()): Ids => {
  const random = createRandomBlock();
  let lastTime = -1;
  let head = "";
  let tail: number[] = [];
  return {
    next: () => {
      const time = Math.max(now(), lastTime);
      if (time === lastTime) increment(tail);
      else {
        head = encodeTime(time);
        tail = freshTail(random(randomCharacters));
        lastTime = time;
      }
      let text = head;
      for (const digit of tail) text += alphabet[digit] ?? "";
      return text;
    },
    token: () => random(tokenBytes).toString("base64url"),
  };
};

/** Each byte is handed out once; what was handed out is wiped. */
const createRandomBlock = (): ((bytes: number) => Buffer) => {
  let block = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes > block.length) {
      block = randomBytes(randomBlockBytes);
      used = 0;
    }
    const taken = Buffer.from(block.subarray(used, used + bytes));
    block.fill(0, used, used + bytes);
    used += bytes;
    return taken;
  };
};

/** The first digit stays in the lower half, so that counting up cannot overflow within one tick. */
const freshTail = (bytes: Buffer): number[] => {
  const digits = Array.from(bytes, (byte) => byte & 31);
  return digits.with(0, (digits[0] ?? 0) & 15);
};

/** Counts up in place. */
const increment = (digits: number[]): void => {
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const digit = digits[index] ?? 0;
    if (digit < 31) {
      digits[index] = digit + 1;
      return;
    }
    digits[index] = 0;
  }
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
