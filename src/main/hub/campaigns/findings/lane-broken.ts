import { channelWords } from "../words.ts";
import { decide, stop, type Finder } from "./finding.ts";

/** A key that was refused or a sender that is not verified: every message would only wait there. */
export const laneBroken: Finder = ({ lanes, byChannel }) =>
  [...byChannel.keys()].flatMap((channel) => {
    const own = lanes.filter((lane) => lane.channel === channel);
    const broken = own.flatMap(({ condition }) => (condition.kind === "broken" ? [condition] : []));
    const [first] = broken;
    if (first === undefined) return [];
    const code = first.code.includes("not-verified") ? "sender-not-verified" : "lane-broken";
    const sentence = `${channelWords(channel)}: ${first.problem.sentence}`;
    const fix = first.problem.nextStep;
    return broken.length === own.length
      ? [stop(code, { sentence, fix, fixAt: "settings" })]
      : [decide("lane-backup", { sentence: `${sentence} Another account sends instead.`, fix, fixAt: "settings" })];
  });
