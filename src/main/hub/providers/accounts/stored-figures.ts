import type { Setting } from "#shared/domain/suppression.ts";
import { UsherError } from "#shared/problem.ts";
import { figuresOf, noFigures, type Figures, type FiguresOf } from "../profiles/index.ts";

/** Beside the account's values: `figure.perSecond`. No field of an account has a dot in its name. */
const prefix = "figure.";

export const readFigures = (value: Setting["value"]): Figures => {
  const typed = Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      name.startsWith(prefix) && typeof text === "string" ? [[name.slice(prefix.length), text]] : [],
    ),
  );
  const { figuresSavedOn: savedOn } = value;
  return Object.keys(typed).length === 0 || typeof savedOn !== "string" ? noFigures : { typed, savedOn };
};

export const writtenFigures = ({ typed, savedOn }: Figures): Setting["value"] =>
  savedOn === ""
    ? {}
    : { figuresSavedOn: savedOn, ...Object.fromEntries(Object.entries(typed).map(([name, text]) => [prefix + name, text])) };

/**
 * The account's figures after a planner's change. What is the seed's again is no change any more. Throws `UsherError`
 * `unknown-figure` or `figure-invalid`.
 */
export const changedFigures = (account: FiguresOf, typed: Readonly<Record<string, string>>, today: string): Figures => {
  const { plan, ...rest } = typed;
  // The plan decides which figures there are.
  const withPlan = plan === undefined ? account : { ...account, figures: applied(account, { plan }, today) };
  return applied(withPlan, rest, today);
};

const applied = (account: FiguresOf, typed: Readonly<Record<string, string>>, today: string): Figures => {
  const known = figuresOf(account);
  const after: Record<string, string> = { ...account.figures.typed };
  for (const [name, text] of Object.entries(typed)) {
    const figure = known.find((one) => one.name === name);
    if (figure === undefined) throw unknownFigure(name);
    const entered = text.trim();
    const isSeed = entered === figure.seed || (entered === "" && !figure.emptyIsAWord);
    if (!isSeed && !figure.accepts(entered)) {
      throw new UsherError({
        code: "figure-invalid",
        sentence: `That does not look right for “${figure.label}”.`,
        nextStep: figure.help,
      });
    }
    if (isSeed) delete after[name];
    else after[name] = entered;
  }
  return Object.keys(after).length === 0 ? noFigures : { typed: after, savedOn: today };
};

const unknownFigure = (name: string): UsherError =>
  new UsherError({
    code: "unknown-figure",
    sentence: `This account has no figure called “${name.slice(0, 40)}”.`,
    nextStep: "Open the account's figures again; they may have changed with its plan or sender.",
  });
