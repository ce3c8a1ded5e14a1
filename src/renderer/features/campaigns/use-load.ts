import { useEffect, useRef, useState } from "react";
import type { Problem } from "#shared/problem.ts";
import { problemOf } from "../../state/problem-of.ts";

export interface Loaded<Value> {
  /** The last value; kept while a newer one is on its way. */
  readonly value: Value | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Asks once per `key` (null: not yet); the answer of an older key is never shown for a newer one that failed. */
export const useLoad = <Value>(key: string | null, ask: (signal: AbortSignal) => Promise<Value>): Loaded<Value> => {
  const [state, setState] = useState<{ key: string | null; value?: Value; problem?: Problem }>({ key: null });
  const [round, setRound] = useState(0);
  const latestAsk = useRef(ask);
  useEffect(() => {
    latestAsk.current = ask;
  });
  const wanted = key === null ? null : `${key}#${round}`;
  useEffect(() => {
    if (wanted === null) return undefined;
    const abort = new AbortController();
    latestAsk.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ key: wanted, value });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ key: wanted, problem: problemOf(error) });
      },
    );
    return () => abort.abort();
  }, [wanted]);
  return { value: state.value, problem: state.problem, loading: state.key !== wanted, reload: () => setRound((one) => one + 1) };
};
