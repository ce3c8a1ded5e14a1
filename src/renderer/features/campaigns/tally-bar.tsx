import { Link } from "wouter";
import type { Tally } from "#shared/api/campaigns.ts";
import { deliveriesPath } from "../messages/message-groups.ts";
import { closingSum, sumLine, type Tone } from "./closing-sum.ts";

const toneClasses: Readonly<Record<Tone, string>> = {
  good: "bg-ok",
  info: "bg-info",
  waiting: "bg-edge",
  danger: "bg-bad",
  held: "bg-held",
  muted: "bg-line",
};

/** One segment per state; a picture of the sum that is printed under it, so hidden from screen readers. */
export const TallyBar = ({ tally }: { readonly tally: Tally }) => (
  <div aria-hidden="true" className="border-line flex h-3 w-full overflow-hidden rounded-full border">
    {closingSum(tally).parts.map((part) => (
      <div key={part.id} className={toneClasses[part.tone]} style={{ flexGrow: part.count }} title={`${part.count} ${part.word}`} />
    ))}
  </div>
);

/** The closing sum as one line of links to the people; red and loud when it does not close (ux.md 3.1). */
export const SumLine = ({ tally, campaignId }: { readonly tally: Tally; readonly campaignId: string }) => {
  const sum = closingSum(tally);
  return (
    <div data-testid="closing-sum" data-closes={sum.closes}>
      <p className={sum.closes ? "tabular-nums" : "text-bad font-semibold tabular-nums"} aria-label={sumLine(sum)}>
        <Link className="underline" href={deliveriesPath("all", campaignId)}>
          {sum.approved.toLocaleString()}
        </Link>
        {" = "}
        {sum.parts.length === 0 ? "0" : null}
        {sum.parts.map((part, index) => (
          <span key={part.id}>
            {index === 0 ? null : " + "}
            <Link className="underline" href={deliveriesPath(part.group, campaignId)}>
              <bdi>{`${part.count.toLocaleString()} ${part.word}`}</bdi>
            </Link>
          </span>
        ))}
      </p>
      {sum.closes ? null : (
        <p role="alert" className="text-bad font-semibold">
          These counts disagree. Nothing is lost: the journal of sends is on disk. Please report this line.
        </p>
      )}
    </div>
  );
};
