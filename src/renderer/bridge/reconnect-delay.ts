/** The first tries are quick, because a restart of the hub takes about a second. */
const delayMsBase = 250;
/** While the app is gone, a try every few seconds costs nothing and notices its return soon. */
const delayMsMax = 5_000;

/** Full jitter: anywhere between a little and the doubled bound, so that tablets do not come back in step. */
export const reconnectDelayMs = (failures: number, random: () => number = Math.random): number => {
  const bound = Math.min(delayMsMax, delayMsBase * 2 ** Math.min(failures, 10));
  return Math.round(bound * (0.2 + 0.8 * random()));
};
