import { Link } from "wouter";
import type { Review } from "#shared/api/campaigns.ts";
import { useNow } from "../../../state/use-now.ts";
import { durationWords, shortTime, zoneCity } from "../../../ui/wedding-time.ts";
import { languageName } from "../campaign-words.ts";
import { channelWords, people } from "../../../ui/plain-words.ts";
import { CostPanel } from "./cost-panel.tsx";
import { costWords } from "../cost-words.ts";
import { startWords, untilWords } from "./time-words.ts";

interface FactsProps {
  readonly review: Review;
  readonly zone: string;
}

interface WhoPanelProps extends FactsProps {
  readonly weddingId: string;
  /** Something that the review is made from was changed here. */
  readonly onChanged: () => void;
}

/** Who will get it and who will not, and why; then cost and time. */
export const WhoPanel = ({ weddingId, review, zone, onChanged }: WhoPanelProps) => (
  <section aria-label="Who" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
    <h2 className="text-base font-semibold">{`${people(review.recipients)} will get it`}</h2>
    <p className="text-sm">{`${review.households.toLocaleString()} households · ${review.addresses.toLocaleString()} addresses`}</p>
    <p className="text-sm">
      {review.byChannel.map(({ channel, count }) => `${channelWords[channel]} ${count.toLocaleString()}`).join(" · ")}
    </p>
    <p className="text-sm">
      {review.byLanguage.map(({ language, count }) => `${languageName(language)} ${count.toLocaleString()}`).join(" · ")}
    </p>
    <Excluded excluded={review.excluded} />
    <Facts review={review} zone={zone} />
    <CostPanel weddingId={weddingId} review={review} onChanged={onChanged} />
  </section>
);

const Excluded = ({ excluded }: Pick<Review, "excluded">) => {
  if (excluded.length === 0) return <p className="text-sm">Nobody is left out.</p>;
  const reasons = Map.groupBy(excluded, (one) => one.sentence);
  return (
    <div data-testid="excluded">
      <h3 className="mb-1 text-sm font-semibold">{`${people(excluded.length)} left out`}</h3>
      {[...reasons].map(([sentence, list]) => (
        <details key={sentence} className="text-sm">
          <summary className="cursor-pointer py-1">{`${list.length} · ${sentence}`}</summary>
          <ul className="columns-2 ps-4">
            {list.map((one) => (
              <li key={one.guestId}>
                <Link className="underline" href={`/guests?guest=${one.guestId}`}>
                  <bdi>{one.name}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
};

/** `less than a minute, done about 14:20 if approved now`, and what holds it up where that is not just the pace. */
const takesWords = ({ durationSeconds, endsAt, endsBecause }: Review, zone: string, now: number): string => {
  const done = endsAt === null ? "" : `, done about ${shortTime(endsAt, zone, now)} if approved now`;
  return `${durationWords(durationSeconds)}${done}${endsBecause === "" ? "" : `; ${endsBecause}`}`;
};

const Facts = ({ review, zone }: FactsProps) => {
  const now = useNow(60_000);
  const starts = startWords(review, review.startsAt <= now ? "after the hold" : shortTime(review.startsAt, zone, now));
  const facts: readonly (readonly [string, string])[] = [
    ["Cost", costWords(review)],
    ["Starts", starts],
    ["Takes", takesWords(review, zone, now)],
    ["Not after", `${shortTime(review.expiresAt, zone, now)}${untilWords(review)}; later ones are listed, not sent`],
  ];
  return (
    <dl className="border-line grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t pt-3 text-sm">
      {facts.map(([word, value]) => (
        <div key={word} className="contents">
          <dt className="text-ink-2">{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <dt className="text-ink-2">Times</dt>
      <dd>{`in ${zoneCity(zone)}`}</dd>
    </dl>
  );
};
