import type { KeyObject } from "node:crypto";
import type { Clock } from "#hub/ports/index.ts";
import { signedToken } from "../push/signed-token.ts";

export interface ApnsKey {
  readonly keyId: string;
  readonly teamId: string;
  readonly privateKey: KeyObject;
}

/** The one token of a key, shared by all calls: Apple refuses whoever makes them often (providers.md 5.3). */
export interface ProviderTokens {
  current(): string;
  /** A token after Apple called `refused` too old; undefined when the last one is too young for another. */
  renewed(refused: string): string | undefined;
}

/** Apple takes a token for an hour. */
const lifeMs = 50 * 60 * 1000;
/** Apple takes a new token every twenty minutes. */
const renewalMsMin = 20 * 60 * 1000;

interface Held {
  readonly token: string;
  readonly wallAt: number;
  readonly steadyAt: number;
}

export const createProviderTokens = ({ keyId, teamId, privateKey }: ApnsKey, clock: Clock): ProviderTokens => {
  let held: Held | undefined;
  const mint = (): string => {
    const wallAt = clock.now();
    const token = signedToken("ES256", keyId, { iss: teamId, iat: Math.floor(wallAt / 1000) }, privateKey);
    held = { token, wallAt, steadyAt: clock.monotonic() };
    return token;
  };
  // The steady clock may stand still while the computer sleeps, the other may be set: the later of both counts.
  const ageMs = ({ wallAt, steadyAt }: Held): number => Math.max(clock.now() - wallAt, clock.monotonic() - steadyAt);
  return {
    current: () => (held !== undefined && ageMs(held) < lifeMs ? held.token : mint()),
    renewed: (refused) => {
      if (held !== undefined && held.token !== refused) return held.token;
      return held !== undefined && ageMs(held) < renewalMsMin ? undefined : mint();
    },
  };
};
