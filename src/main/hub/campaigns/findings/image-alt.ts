import { note, placeOf, type Finder } from "./finding.ts";

export const imageAlt: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ source }) =>
    source.channel !== "email" || !source.blocks.some((block) => block.type === "image" && block.alt.trim() === "")
      ? []
      : [
          note("image-alt", {
            sentence: `In ${placeOf(source)} an image has no description.`,
            fix: "Describe it for those who cannot see it.",
            fixAt: "texts",
          }),
        ],
  );
