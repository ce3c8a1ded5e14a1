/** Runs one task after the other, whether the one before it failed or not. */
export type OneAtATime = <Result>(task: () => Promise<Result>) => Promise<Result>;

export const oneAtATime = (): OneAtATime => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
};
