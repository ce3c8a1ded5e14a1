import type { Finding } from "#shared/api/campaigns.ts";
import { instantWords, people } from "../words.ts";
import { stop, type Finder, type FindingSources } from "./finding.ts";

/** A send that could not reach everybody while it is of use: nothing starts that is known to end half-way. */
export const cannotFit: Finder = (sources) => {
  const { fit, schedule, world, resolved } = sources;
  // What nobody can send is told by other findings: it is no matter of time.
  if (fit.tooLate === 0 || fit.cause === "person" || fit.cause === "no-lane" || schedule.expiresAt <= sources.now) return [];
  const until = instantWords(schedule.expiresAt, world.wedding.zone);
  return [
    stop("cannot-fit", {
      sentence: `Of ${people(resolved.recipients.length)} ${fit.tooLate} would not get it before ${until}, its "not after"${whyOf(fit)}.`,
      fix: "Any one of these puts it right:",
      alternatives: alternativesOf(sources),
      count: fit.tooLate,
    }),
  ];
};

const whyOf = ({ because }: FindingSources["fit"]): string => (because === "" ? ", at the accounts' pace" : `: ${because}`);

const alternativesOf = ({ fit, resolved, world }: FindingSources): Finding["alternatives"] => {
  const inTime = resolved.recipients.length - fit.tooLate;
  const more =
    fit.cause === "quota"
      ? "If your plan with the provider allows more, say so in the settings; or connect another account."
      : "Connect another account.";
  return [
    ...(fit.endsAt === null
      ? []
      : [{ sentence: `Let it take until ${instantWords(fit.endsAt, world.wedding.zone)}, or start it earlier.`, at: "when" as const }]),
    ...(inTime === 0
      ? []
      : [{ sentence: `Write to ${people(inTime)} with this message, and to the others with the next.`, at: "audience" as const }]),
    { sentence: more, at: "settings" as const },
  ];
};
