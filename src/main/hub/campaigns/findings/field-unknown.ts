import { placeOf, stop, type Finder } from "./finding.ts";

/** A merge field that does not exist would stay empty for everybody. */
export const fieldUnknown: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ source, issues }) => {
    const unknown = issues.flatMap(({ unknownField }) => unknownField ?? []);
    if (unknown.length === 0) return [];
    const names = [...new Set(unknown)].map((field) => `"${field}"`).join(", ");
    return [
      stop("field-unknown", {
        sentence: `In ${placeOf(source)} there is no field ${names}.`,
        fix: "Choose one from the list of fields.",
        fixAt: "texts",
        count: unknown.length,
      }),
    ];
  });
