/** What a rehearsal may change from outside; the shape that `createHub` takes. */
export interface RehearsalOptions {
  readonly limits?: { readonly quietHoursPractice: null };
  readonly providerOptions?: { readonly practice: { readonly speed: number } };
}

/** Practice mode a thousand times faster than life is a busy loop, not a rehearsal. */
const speedMax = 1_000;

/**
 * For tests, demos and trainings: `USHER_PRACTICE_SPEED=20` lets practice providers answer twenty times faster,
 * `USHER_PRACTICE_QUIET_HOURS=off` lets practice messages out at night. Neither touches a real provider. Throws RangeError for a speed
 * that is not a positive number.
 */
export const readRehearsalOptions = (environment: Readonly<Record<string, string | undefined>>): RehearsalOptions => {
  const speed = environment["USHER_PRACTICE_SPEED"];
  return {
    ...(environment["USHER_PRACTICE_QUIET_HOURS"] === "off" ? { limits: { quietHoursPractice: null } } : {}),
    ...(speed === undefined || speed === "" ? {} : { providerOptions: { practice: { speed: parseSpeed(speed) } } }),
  };
};

const parseSpeed = (text: string): number => {
  const speed = Number(text);
  if (!(speed > 0 && speed <= speedMax))
    throw new RangeError(`USHER_PRACTICE_SPEED must be a number from 0 to ${speedMax}, not "${text}".`);
  return speed;
};
