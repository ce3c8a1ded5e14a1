/** One figure of a heavy lane, and what it has to be; null where it is only told. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly must: { readonly be: "at-most" | "at-least" | "exactly"; readonly limit: number } | null;
}

export const atLeast = (limit: number): Figure["must"] => ({ be: "at-least", limit });
export const exactly = (limit: number): Figure["must"] => ({ be: "exactly", limit });

export const isMet = ({ value, must }: Figure): boolean => {
  if (must === null) return true;
  if (must.be === "exactly") return value === must.limit;
  return must.be === "at-most" ? value <= must.limit : value >= must.limit;
};

const signs = { "at-most": "<=", "at-least": ">=", exactly: "=" } as const;

/** As a table of one line each, or as one JSON object. Answers whether all are met. */
export const tellFigures = (figures: readonly Figure[], json: boolean): boolean => {
  if (json) {
    process.stdout.write(`${JSON.stringify(figures.map((figure) => ({ ...figure, met: isMet(figure) })))}\n`);
  } else {
    for (const figure of figures) {
      const { name, value, unit = "", must } = figure;
      const verdict = must === null ? "" : `${isMet(figure) ? "met   " : "MISSED"}  must be ${signs[must.be]} ${must.limit}`;
      process.stdout.write(`${name.padEnd(72)}${`${value} ${unit}`.padEnd(16)}${verdict}`.trimEnd() + "\n");
    }
  }
  return figures.every(isMet);
};
