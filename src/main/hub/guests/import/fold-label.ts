import { foldText } from "#shared/contact/fold-text.ts";

/** Folds households' labels; who lives together mostly stands together, so the last one is remembered. */
export const createLabelFold = (): ((label: string) => string) => {
  let last = "";
  let folded = "";
  return (label) => {
    if (label === last) return folded;
    folded = foldText(label);
    last = label;
    return folded;
  };
};
