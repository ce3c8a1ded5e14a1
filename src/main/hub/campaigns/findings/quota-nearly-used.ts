import { note, type Finder } from "./finding.ts";

/** From here on little may come on top (ux.md 3.8). */
const nearlyUsed = 0.8;

/** A quota that this send would nearly use up; whether one that it exceeds is too small is for `cannot-fit` to tell. */
export const quotaNearlyUsed: Finder = ({ lanes, byChannel }) =>
  [...byChannel].flatMap(([channel, { messages, segments }]) =>
    lanes
      .filter((lane) => lane.channel === channel)
      .flatMap(({ quotas }) => quotas)
      .flatMap(({ title, used, limit, unit }) => {
        const after = used + (unit === "segment" ? segments : messages);
        if (after < limit * nearlyUsed || after > limit) return [];
        return [
          note("quota-nearly-used", {
            sentence: `${title}: ${after.toLocaleString("en")} of ${limit.toLocaleString("en")} will be used up.`,
            fix: "Whatever else is sent meanwhile may have to wait.",
          }),
        ];
      }),
  );
