import { linkHostsOf, typedLinksOf } from "../email/links.ts";
import { decide, note, placeOf, type Finder } from "./finding.ts";

/** Links that mail filters and careful guests distrust: unencrypted, or to a place that this planner never linked to. */
export const linkDomain: Finder = ({ texts, history }) =>
  [...texts.values()].flatMap(({ source }) => {
    const plain = typedLinksOf(source).filter((link) => link.toLowerCase().startsWith("http:"));
    const unusual = [...new Set(linkHostsOf(source).filter((host) => !isUsual(host, history.usualHosts)))];
    return [
      ...(plain.length === 0
        ? []
        : [
            decide("link-http", {
              sentence: `In ${placeOf(source)} a link begins with http://, so others on the way can read and change it.`,
              fix: "Write https:// if that page has it.",
              fixAt: "texts",
              count: plain.length,
            }),
          ]),
      ...(unusual.length === 0
        ? []
        : [
            note("link-domain", {
              sentence: `In ${placeOf(source)} links lead to ${unusual.join(", ")}, where none of your messages led before.`,
              fix: "Check that it is spelled right.",
              fixAt: "texts",
              count: unusual.length,
            }),
          ]),
    ];
  });

/** `www.hotel.example` is as usual as `hotel.example`. */
const isUsual = (host: string, usual: ReadonlySet<string>): boolean =>
  [...usual].some((known) => host === known || host.endsWith(`.${known}`) || known.endsWith(`.${host}`));
