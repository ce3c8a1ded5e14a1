import { exactly, type Figure } from "../figures.ts";
import type { Failure } from "./failing-provider.ts";
import { runFailover, type FailoverResult } from "./run-failover.ts";
import { runFailoverOverHttp } from "./run-over-http.ts";

const failuresMax = 5;
const openedAfterMsMax = 10_000;
const nextAfterMsMax = 1_000;

const cases: readonly (readonly [Failure, string])[] = [
  ["refused", "connection refused"],
  ["server-error", "500 to every call"],
  ["hang", "no answers"],
  ["key-refused", "key refused"],
];

const figuresOf = (name: string, result: FailoverResult): Figure[] => [
  { name: `${name}: failures known when the breaker opens`, value: result.failures, must: { be: "at-most", limit: failuresMax } },
  {
    name: `${name}: from the first failed call to the open breaker`,
    value: result.openedAfterMs,
    unit: "ms",
    must: { be: "at-most", limit: openedAfterMsMax },
  },
  {
    name: `${name}: from there to the next call at the second`,
    value: result.nextAfterMs,
    unit: "ms",
    must: { be: "at-most", limit: nextAfterMsMax },
  },
  { name: `${name}: taken by one of the two`, value: result.taken, must: exactly(result.messages) },
  { name: `${name}: taken twice`, value: result.twice, must: exactly(0) },
  { name: `${name}: sent on while in doubt (S7)`, value: result.outOfDoubt, must: exactly(0) },
  { name: `${name}: the first is used again once it works`, value: Number(result.cameBack), must: exactly(1) },
];

/** What happens when the first of two providers begins to fail, in each way that there is. */
export const failoverFigures = async (): Promise<Figure[]> => {
  const figures: Figure[] = [];
  for (const [failure, name] of cases) figures.push(...figuresOf(name, await runFailover(failure)));
  const overHttp = await runFailoverOverHttp();
  return [
    ...figures,
    {
      name: "over HTTP, port closed: from the open breaker to the next call",
      value: overHttp.nextAfterMs,
      unit: "ms",
      must: { be: "at-most", limit: nextAfterMsMax },
    },
    { name: "over HTTP, port closed: taken by the second", value: overHttp.takenBySecond, must: null },
    { name: "over HTTP, port closed: taken twice", value: overHttp.twice, must: exactly(0) },
  ];
};
