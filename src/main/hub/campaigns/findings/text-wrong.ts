import { placeOf, stop, type Finder } from "./finding.ts";

export const textWrong: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ source, issues }) => {
    const wrong = issues.filter(({ unknownField }) => unknownField === undefined);
    const [first] = wrong;
    if (first === undefined) return [];
    return [
      stop("text-wrong", {
        sentence: `In ${placeOf(source)}: ${first.sentence}`,
        fix: "Correct the text.",
        fixAt: "texts",
        count: wrong.length,
      }),
    ];
  });
