/**
 * Whether a service that calls a device another app's means the device or our whole account. Nobody but we can know: once something was taken,
 * the account is right and the device is wrong. Before that the account is doubted, once for each device; a person has looked when it
 * is refused again.
 */
export interface Strangers {
  isDevice(token: string): boolean;
  /** The service took something. */
  proven(): void;
  /** The lane broke because of this device. */
  doubted(token: string): void;
}

/** More than that is no list of single devices any more. */
const doubtedMax = 1_000;

export const createStrangers = (): Strangers => {
  const doubted = new Set<string>();
  let isProven = false;
  return {
    isDevice: (token) => isProven || doubted.has(token),
    proven: () => void (isProven = true),
    doubted: (token) => void (doubted.size < doubtedMax && doubted.add(token)),
  };
};
