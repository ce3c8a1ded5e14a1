import type { Clock, Http } from "#hub/ports/index.ts";

/**
 * What we know about this computer's clock. Providers put the time into every answer; seen against the steady clock it tells how far ours is
 * off. Unknown: no answer yet, or the computer slept since (a steady clock may stand still meanwhile).
 */
export interface ClockTrust {
  /** The network as it was, with an ear for the time in its answers. */
  readonly http: Http;
  /** This clock minus the providers', milliseconds; null when nobody knows. */
  skewMs(): number | null;
  /** Forgets what was heard: the computer slept. */
  forget(): void;
}

/** The header has whole seconds, and the answer travelled. */
const headerSlackMs = 2_000;

export const createClockTrust = (clock: Clock, http: Http): ClockTrust => {
  /** The providers' time minus the steady clock. */
  let steadyOffsetMs: number | null = null;
  const hear = (response: Response): Response => {
    const stated = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(stated)) steadyOffsetMs = stated - clock.monotonic();
    return response;
  };
  return {
    http: { fetch: (input, init) => http.fetch(input, init).then(hear) },
    skewMs: () => {
      if (steadyOffsetMs === null) return null;
      const skew = clock.now() - (steadyOffsetMs + clock.monotonic());
      return Math.abs(skew) <= headerSlackMs ? 0 : skew;
    },
    forget: () => {
      steadyOffsetMs = null;
    },
  };
};
