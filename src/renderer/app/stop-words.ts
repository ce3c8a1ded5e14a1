const hourMs = 3_600_000;

/** An hour later most messages still make sense; after that a person says which (dispatcher's `lateAfterMs`). */
export const isLongAgo = (since: number | null, now: number): boolean => since !== null && now - since >= hourMs;

/** ` Stopped 25 minutes ago.`; nothing for what has just been stopped. */
export const sinceWords = (since: number | null, now: number): string => {
  if (since === null || now - since < 60_000) return "";
  const minutes = Math.floor((now - since) / 60_000);
  const [count, unit] =
    minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return ` Stopped ${count} ${unit}${count === 1 ? "" : "s"} ago.`;
};
