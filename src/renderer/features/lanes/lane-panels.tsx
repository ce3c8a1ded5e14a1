import type { ReactNode } from "react";
import { Link } from "wouter";
import type { CallFigures, LaneDetail } from "#shared/api/lanes.ts";
import { EmptyWords, Panel } from "./panel.tsx";
import { deliveriesPath } from "../messages/message-groups.ts";
import { messagesPath, plainView } from "../messages/view-url.ts";
import { exactTime, secondTime, shortTime } from "../../ui/wedding-time.ts";
import { CallChart } from "./call-chart.tsx";
import { codeWords, moneyWords, msWords, quotaLeftWords, shareWords } from "./lane-words.ts";

interface PanelProps {
  readonly lane: LaneDetail;
  readonly zone: string;
  readonly now: number;
}

/** How the calls went: now and over the day. */
export const CallsPanel = ({ lane, zone }: PanelProps) => (
  <Panel title="Calls">
    <table className="w-full text-sm tabular-nums">
      <caption className="sr-only">Calls to this account</caption>
      <thead>
        <tr className="text-ink-2">
          {["", "Last 10 minutes", "Last 24 hours"].map((word) => (
            <th key={word} scope="col" className="py-1 text-start font-medium">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figureRows.map(({ label, of }) => (
          <tr key={label} className="border-t border-line">
            <th scope="row" className="py-1 text-start font-normal">
              <bdi>{label}</bdi>
            </th>
            <td>
              <bdi>{of(lane.tenMinutes)}</bdi>
            </td>
            <td>
              <bdi>{of(lane.day)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    <CallChart slices={lane.slices} zone={zone} />
  </Panel>
);

const figureRows: readonly { readonly label: string; readonly of: (figures: CallFigures) => string }[] = [
  { label: "Calls", of: ({ calls }) => calls.toLocaleString() },
  { label: "Accepted", of: ({ results, calls }) => shareWords(results.accepted, calls) },
  { label: "Half are answered within", of: ({ p50Ms }) => msWords(p50Ms) },
  { label: "95 of 100 are answered within", of: ({ p95Ms }) => msWords(p95Ms) },
];

/** Who waits for this account, and since when. */
export const QueuePanel = ({ lane: { queue, status }, zone, now }: PanelProps) => (
  <Panel title="Waiting for this account">
    {queue.waiting === 0 ? <EmptyWords>Nobody waits.</EmptyWords> : null}
    {queue.waiting === 0 ? null : (
      <p className="text-sm">
        <bdi>
          <Link
            className="text-lg font-medium underline underline-offset-2"
            href={messagesPath({ ...plainView, group: "waiting", channel: status.channel })}
          >
            {queue.waiting.toLocaleString()}
          </Link>
          {queue.waiting === 1 ? " message" : " messages"}
          {queue.oldestAt === null ? ", not due yet" : `, the oldest since ${shortTime(queue.oldestAt, zone, now)}`}
        </bdi>
      </p>
    )}
    <ul className="text-sm">
      {queue.byCampaign.map(({ campaignId, name, count }) => (
        <li key={campaignId} className="flex items-center justify-between gap-4 border-t border-line py-1">
          <Link className="inline-flex min-h-6 items-center underline underline-offset-2" href={`/messages/${campaignId}/run`}>
            <bdi>{name}</bdi>
          </Link>
          <span className="tabular-nums">{count.toLocaleString()}</span>
        </li>
      ))}
    </ul>
  </Panel>
);

export const QuotaPanel = ({ lane: { quotas }, zone, now }: PanelProps) => (
  <Panel title="Quotas">
    {quotas.length === 0 ? <EmptyWords>Nothing but its pace holds this account back.</EmptyWords> : null}
    <ul className="flex flex-col gap-3 text-sm">
      {quotas.map(({ id, title, used, limit, roomAt }) => (
        <li key={id} className="flex flex-col gap-1">
          <div className="flex flex-wrap justify-between gap-x-4">
            <bdi>{title}</bdi>
            <bdi className="text-ink-2 tabular-nums">
              {`${used.toLocaleString()} used, ${quotaLeftWords({ used, limit })}`}
              {roomAt === null ? "" : `, room again ${shortTime(roomAt, zone, now)}`}
            </bdi>
          </div>
          <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-line">
            <div
              className={used >= limit * 0.8 ? "h-full rounded-full bg-warn" : "h-full rounded-full bg-accent"}
              style={{ width: `${Math.min(100, (used / limit) * 100)}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  </Panel>
);

export const CostPanel = ({ lane: { cost, practice } }: PanelProps) => (
  <Panel title="Cost">
    {cost === null ? (
      <EmptyWords>{practice ? "Practice costs nothing." : "Nothing is known to have cost anything this month."}</EmptyWords>
    ) : (
      <>
        <p className="text-sm">
          {`${moneyWords(cost.todayMicros, cost.currency)} today, ${moneyWords(cost.monthMicros, cost.currency)} this month`}
          <span className="text-ink-2"> · estimate by this account’s prices</span>
        </p>
        <ul className="text-sm">
          {cost.byCampaign.map(({ campaignId, name, amountMicros, messages }) => (
            <li key={campaignId} className="flex items-center justify-between gap-4 border-t border-line py-1">
              <Link className="inline-flex min-h-6 items-center underline underline-offset-2" href={deliveriesPath("all", campaignId)}>
                <bdi>{name}</bdi>
              </Link>
              <span className="tabular-nums">
                {`${moneyWords(amountMicros, cost.currency)} · ${messages.toLocaleString()} ${messages === 1 ? "message" : "messages"}`}
              </span>
            </li>
          ))}
        </ul>
      </>
    )}
  </Panel>
);

/** What a person reads before looking at the list itself. */
const newestShown = 8;

/** Why calls were not accepted, and the newest of them with the people behind. */
export const ErrorsPanel = ({ lane: { day, failed, status }, zone }: PanelProps): ReactNode => {
  const { provider } = status;
  return (
    <Panel title="Not accepted">
      {day.errors.length === 0 ? <EmptyWords>Every call of the last 24 hours was accepted.</EmptyWords> : null}
      <ul aria-label="Reasons" className="text-sm">
        {day.errors.map(({ code, count }) => (
          <li key={code} className="flex justify-between gap-4 border-t border-line py-1 first:border-0">
            <Link
              className="inline-flex min-h-6 items-center underline underline-offset-2"
              href={messagesPath(code === "" ? { ...plainView, provider } : { ...plainView, provider, code })}
            >
              {codeWords(code)}
            </Link>
            <span className="tabular-nums">{count.toLocaleString()}</span>
          </li>
        ))}
      </ul>
      {failed.length === 0 ? null : (
        <>
          <h3 className="text-sm font-medium">Newest</h3>
          <ul className="text-sm">
            {failed.slice(0, newestShown).map(({ at, messageId, code, detail }) => (
              <li key={`${at} ${messageId}`} className="flex items-center gap-3 border-t border-line py-0.5 first:border-0">
                <Link
                  className="inline-flex min-h-6 shrink-0 items-center tabular-nums underline underline-offset-2"
                  href={messagesPath({ ...plainView, provider }, messageId)}
                  title={exactTime(at, zone)}
                >
                  {secondTime(at, zone)}
                </Link>
                <bdi className="min-w-0">{detail === "" ? codeWords(code) : detail}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
};
