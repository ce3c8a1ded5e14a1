import { note, placeOf, type Finder } from "./finding.ts";

/** Gmail clips what is longer. */
const emailBytesMax = 102_000;

export const emailLong: Finder = ({ texts }) =>
  [...texts.values()].flatMap(({ frozen }) =>
    frozen.channel !== "email" || Buffer.byteLength(frozen.html) <= emailBytesMax
      ? []
      : [note("email-long", { sentence: `${placeOf(frozen, true)} is so long that Gmail cuts it.`, fix: "Shorten it.", fixAt: "texts" })],
  );
