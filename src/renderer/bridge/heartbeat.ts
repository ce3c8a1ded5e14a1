import type { ClientContext, ClientLink } from "@orpc/client";

/** How the hub is asked whether it is still there. */
export interface Beat {
  /** Between one answer and the next question. */
  readonly everyMs: number;
  /** The hub may be busy for a second or two; silence longer than this is loss. */
  readonly answerMsMax: number;
}

export const hubBeat: Beat = { everyMs: 5_000, answerMsMax: 10_000 };

/** Whether anybody answers in time. A refusal is an answer of nobody that could serve us, and counts as none. */
export const answers = async (link: ClientLink<ClientContext>, answerMsMax: number, gone: AbortSignal): Promise<boolean> => {
  if (gone.aborted) return false;
  const answer = link.call(["app", "info"], undefined, { context: {} }).then(
    () => true,
    () => false,
  );
  const given = new AbortController();
  const silence = pause(answerMsMax, AbortSignal.any([gone, given.signal])).then(() => false);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    given.abort();
  }
};

/** Ends early when `signal` aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    if (signal.aborted) finish();
    else signal.addEventListener("abort", finish, { once: true });
  });
