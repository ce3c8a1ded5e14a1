import { note, placeOf, type Finder } from "./finding.ts";

/** Some read mail as plain text, and filters distrust mail that has none. Rules between blocks are no words. */
export const noPlainText: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ frozen }) =>
    frozen.channel !== "email" || /[^\s-]/u.test(frozen.text)
      ? []
      : [
          note("no-plain-text", {
            sentence: `${placeOf(frozen, true)} has nothing to read where pictures are not shown.`,
            fix: "Write a line of text, or describe the pictures.",
            fixAt: "texts",
          }),
        ],
  );
