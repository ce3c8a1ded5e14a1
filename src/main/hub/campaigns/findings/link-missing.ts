import { placeOf, stop, type Finder } from "./finding.ts";

export const linkMissing: Finder = ({ texts, world }) =>
  world.rsvpPageUrl !== null
    ? []
    : [...texts.values()]
        .filter(({ fields }) => fields.has("rsvp.link"))
        .map(({ source }) =>
          stop("link-missing", {
            sentence: `In ${placeOf(source)} there is a reply link, but the guests' page has no address yet.`,
            fix: "Take the link out, or set up the guests' page.",
            fixAt: "texts",
          }),
        );
