import type { Review } from "#shared/api/campaigns.ts";
import { CostLimit } from "../cost-limit.tsx";
import { countryName, moneyWords, pricesWords } from "../cost-words.ts";

interface CostPanelProps {
  readonly weddingId: string;
  readonly review: Review;
  readonly onChanged: () => void;
}

/** What the texts cost by country, how old the prices are, and what may be spent. Not shown where nothing costs. */
export const CostPanel = ({ weddingId, review, onChanged }: CostPanelProps) => {
  const { costByCountry, costLimitCents, weddingLimitCents, weddingSpentCents, currency } = review;
  if (costByCountry.length === 0) return null;
  return (
    <section aria-label="Cost" className="border-line flex flex-col gap-3 border-t pt-3">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">Cost by country</caption>
        <thead className="text-ink-2 text-start">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              Texts to
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              People
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              Parts
            </th>
            <th scope="col" className="py-1 text-end font-medium">
              About
            </th>
          </tr>
        </thead>
        <tbody>
          {costByCountry.map(({ country, messages, segments, cents }) => (
            <tr key={country} className="border-line border-t">
              <th scope="row" className="py-1 text-start font-normal">
                {countryName(country)}
              </th>
              <td className="text-end">{messages.toLocaleString()}</td>
              <td className="text-end">{segments.toLocaleString()}</td>
              <td className="text-end">{cents === null ? "no price known" : moneyWords(cents, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-ink-2 text-sm">
        {pricesWords(review)} {`So far this wedding has cost ${moneyWords(weddingSpentCents, currency)}.`}
      </p>
      <div className="flex flex-wrap gap-4">
        <CostLimit
          key={`message ${costLimitCents}`}
          weddingId={weddingId}
          scope="message"
          cents={costLimitCents}
          currency={currency}
          onChanged={onChanged}
        />
        <CostLimit
          key={`wedding ${weddingLimitCents}`}
          weddingId={weddingId}
          scope="wedding"
          cents={weddingLimitCents}
          currency={currency}
          onChanged={onChanged}
        />
      </div>
    </section>
  );
};
