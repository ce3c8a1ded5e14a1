import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem } from "#shared/problem.ts";
import { problemOf } from "./problem-of.ts";

export interface Command<Args extends readonly unknown[], Result> {
  /** Undefined when it was refused; then `problem` says why. */
  readonly run: (...args: Args) => Promise<Result | undefined>;
  readonly pending: boolean;
  readonly problem: Problem | undefined;
}

/** One command of a screen: never twice at the same time, its refusal kept for showing until the next run. */
export const useCommand = <Args extends readonly unknown[], Result>(fn: (...args: Args) => Promise<Result>): Command<Args, Result> => {
  const [state, setState] = useState<{ pending: boolean; problem: Problem | undefined }>({ pending: false, problem: undefined });
  const latest = useRef(fn);
  const running = useRef(false);
  useEffect(() => {
    latest.current = fn;
  });
  const run = useCallback(async (...args: Args): Promise<Result | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setState({ pending: true, problem: undefined });
    try {
      const result = await latest.current(...args);
      setState({ pending: false, problem: undefined });
      return result;
    } catch (error) {
      setState({ pending: false, problem: problemOf(error) });
      return undefined;
    } finally {
      running.current = false;
    }
  }, []);
  return { run, ...state };
};
