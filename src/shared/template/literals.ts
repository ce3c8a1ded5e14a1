import { tagPattern } from "./compile.ts";

/** Changes the text between the tags and, if asked, the tags themselves; used to put a text into HTML with its tags left in. */
export const mapLiterals = (
  source: string,
  literal: (text: string) => string,
  tag: (text: string, at: number) => string = (text) => text,
): string => {
  let out = "";
  let end = 0;
  for (const match of source.matchAll(tagPattern)) {
    out += literal(source.slice(end, match.index)) + tag(match[0], match.index);
    end = match.index + match[0].length;
  }
  return out + literal(source.slice(end));
};
