/** The steps that are asked for, in their own order; all when none is. Throws for a name that no step has, so that a typo checks nothing unseen. */
export const chooseSteps = <Step extends { readonly name: string }>(steps: readonly Step[], only: readonly string[]): readonly Step[] => {
  const unknown = only.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`There is no step ${unknown.join(", ")}; there are ${steps.map(({ name }) => name).join(", ")}.`);
  return only.length === 0 ? steps : steps.filter(({ name }) => only.includes(name));
};
