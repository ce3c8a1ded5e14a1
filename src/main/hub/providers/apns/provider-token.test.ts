import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifiedToken } from "#test/providers/signed-token.ts";
import { createProviderTokens } from "./provider-token.ts";

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicKey = createPublicKey(privateKey);
const minute = 60_000;

/** Both clocks of a computer, moved by hand: awake they run together, asleep only the wall clock does. */
const open = (start = 1_780_000_000_000) => {
  const at = { wall: start, steady: 0 };
  const clock = {
    now: () => at.wall,
    monotonic: () => at.steady,
    setTimer: () => () => undefined,
    setPreciseTimer: () => () => undefined,
    sleep: () => Promise.resolve(),
  };
  return {
    tokens: createProviderTokens({ keyId: "KEY0123456", teamId: "TEAM012345", privateKey }, clock),
    wait: (ms: number) => void ((at.wall += ms), (at.steady += ms)),
    sleep: (ms: number) => void (at.wall += ms),
    setWall: (ms: number) => void (at.wall = ms),
    at,
  };
};

describe("Apple's provider token", () => {
  it("says who signs and when, in a signature that Apple reads", () => {
    const { tokens, at } = open();
    expect(verifiedToken(tokens.current(), "ES256", publicKey)).toEqual({
      header: { alg: "ES256", typ: "JWT", kid: "KEY0123456" },
      claims: { iss: "TEAM012345", iat: Math.floor(at.wall / 1000) },
    });
    expect(Buffer.from(tokens.current().split(".")[2] ?? "", "base64url")).toHaveLength(64);
  });

  it("stays the same for fifty minutes", () => {
    const { tokens, wait } = open();
    const first = tokens.current();
    wait(50 * minute - 1);
    expect(tokens.current()).toBe(first);
    wait(1);
    expect(tokens.current()).not.toBe(first);
  });

  it("is new after the computer slept, and when its clock was set back", () => {
    const { tokens, sleep, wait, setWall } = open();
    const first = tokens.current();
    sleep(8 * 60 * minute);
    const second = tokens.current();
    expect(second).not.toBe(first);
    setWall(1_700_000_000_000);
    wait(50 * minute);
    expect(tokens.current()).not.toBe(second);
  });

  it("is renewed at Apple's word, but not twice in twenty minutes", () => {
    const { tokens, wait } = open();
    const first = tokens.current();
    expect(tokens.renewed(first)).toBeUndefined();
    wait(20 * minute);
    const second = tokens.renewed(first);
    expect(second).toBeDefined();
    // Somebody else was refused with the first one at the same time.
    expect(tokens.renewed(first)).toBe(second);
    expect(tokens.renewed(second ?? "")).toBeUndefined();
  });
});
