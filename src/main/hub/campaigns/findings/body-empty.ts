import { stop, type Finder } from "./finding.ts";

export const bodyEmpty: Finder = ({ texts }) =>
  texts.size > 0 ? [] : [stop("body-empty", { sentence: "There is no text yet.", fix: "Write one.", fixAt: "texts" })];
