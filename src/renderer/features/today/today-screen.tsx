import clsx from "clsx";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AppStatus } from "#shared/api/app.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, useLiveValue } from "../../state/live-slot.ts";
import { Page } from "../../ui/page.tsx";
import { ProgressBar } from "../../ui/progress.tsx";
import { Badge } from "../../ui/badge.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { useAppStatus } from "../../app/status.ts";
import { useWeddings } from "../../app/chosen-wedding.ts";
import { Check, CircleDashed } from "../../ui/icons.ts";
import { needsYou, type PresetCounts } from "./needs-you.ts";

export const TodayScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const wedding = useWeddings().value?.find(({ id }) => id === weddingId);
  const status = useAppStatus();
  const counts = useLiveValue(`guests.counts ${weddingId}`, (signal) => client.guests.counts({ weddingId }, { signal }));
  if (wedding === undefined) return null;
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeZone: "UTC" }).format(Date.parse(`${wedding.date}T12:00Z`));
  return (
    <Page
      title={wedding.name}
      subtitle={[daysWords(wedding.date, wedding.zone), day, wedding.venueName].filter((part) => part !== "").join(" · ")}
    >
      {status.problem === undefined ? null : <ErrorState problem={status.problem} />}
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        <NeedsYou counts={counts.value} status={status.value} />
        <Running weddingId={weddingId} running={status.value?.running ?? []} />
        <Checklist weddingId={weddingId} guestCount={wedding.guestCount} status={status.value} />
        <ComingUp
          rows={[
            ...(wedding.rsvpDeadline === null ? [] : [{ at: wedding.rsvpDeadline, label: "RSVP closes" }]),
            ...wedding.events.map(({ startsAtLocal, name }) => ({ at: startsAtLocal, label: name })),
          ]}
        />
      </div>
    </Page>
  );
};

const Card = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <section aria-label={title} className="rounded-xl border border-line bg-surface-2 p-4">
    <h2 className="mb-2 font-display text-lg">{title}</h2>
    {children}
  </section>
);

const NeedsYou = ({ counts, status }: { readonly counts: PresetCounts | undefined; readonly status: AppStatus | undefined }): ReactNode => {
  const items = needsYou(counts ?? [], status);
  return (
    <Card title={items.length === 0 ? "Needs you" : `Needs you (${items.length})`}>
      {items.length === 0 ? (
        <p className="text-sm text-ink-2">{counts === undefined || status === undefined ? "Looking…" : "Nothing. Have a tea."}</p>
      ) : null}
      <ul className="flex flex-col">
        {items.map((item) => (
          <li key={item.id} className="flex min-h-9 items-center justify-between gap-4 border-t border-line first:border-0">
            <Badge tone={item.tone} icon={item.icon}>
              {item.sentence}
            </Badge>
            <Link
              href={item.href}
              aria-label={`${item.action}: ${item.sentence}`}
              className="inline-flex min-h-6 shrink-0 items-center text-sm font-medium whitespace-nowrap text-accent underline underline-offset-2"
            >
              {item.action}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Running = ({ weddingId, running }: { readonly weddingId: string; readonly running: AppStatus["running"] }): ReactNode => {
  const here = running.filter((run) => run.weddingId === weddingId);
  return (
    <Card title="Running now">
      {here.length === 0 ? <p className="text-sm text-ink-2">No message is on its way.</p> : null}
      <ul className="flex flex-col gap-3">
        {here.map((run) => (
          <li key={run.campaignId}>
            <Link href={`/messages/${run.campaignId}/run`} className="block rounded-md">
              <ProgressBar label={run.name} value={run.done} max={run.total} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
};

interface ChecklistProps {
  readonly weddingId: string;
  readonly guestCount: number;
  readonly status: AppStatus | undefined;
}

/** Each step turns green by evidence, never by a click. */
const Checklist = ({ weddingId, guestCount, status }: ChecklistProps): ReactNode => {
  const client = useClient();
  const written = useLiveList(`campaigns.count ${weddingId}`, (signal) =>
    client.campaigns.window({ weddingId, offset: 0, limit: 1 }, { signal }),
  );
  const isReal = (provider: string): boolean => !provider.startsWith("practice-");
  const steps = [
    { label: "Bring your guests in", href: "/import", done: guestCount > 0 },
    { label: "Write the first message", href: "/messages", done: written.total > 0 },
    {
      label: "Connect email or SMS for the real thing",
      href: "/settings",
      done: (status?.lanes ?? []).some(({ provider, health }) => isReal(provider) && (health === "ok" || health === "slow")),
    },
  ];
  return (
    <Card title="First steps">
      <ol className="flex flex-col">
        {steps.map((step) => (
          <li key={step.label} className="flex min-h-8 items-center gap-2 text-sm">
            {step.done ? <Check aria-hidden className="size-4 text-ok" /> : <CircleDashed aria-hidden className="size-4 text-ink-2" />}
            <Link
              href={step.href}
              className={clsx(
                "inline-flex min-h-6 items-center underline underline-offset-2",
                step.done ? "text-ink-2 decoration-line" : "font-medium text-accent",
              )}
            >
              {step.label}
            </Link>
            <span className="sr-only">{step.done ? "done" : "to do"}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
};

/** `Sat, Feb 13, 15:00` of a local date, with or without a time; the zone is the wedding's, and so is never turned. */
const localWords = (at: string): string => {
  const hasTime = at.includes("T");
  return new Intl.DateTimeFormat(undefined, {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(hasTime ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {}),
  }).format(Date.parse(hasTime ? `${at}Z` : `${at}T12:00Z`));
};

const ComingUp = ({ rows }: { readonly rows: readonly { readonly at: string; readonly label: string }[] }): ReactNode => (
  <Card title="Coming up">
    {rows.length === 0 ? <p className="text-sm text-ink-2">No event has a time yet.</p> : null}
    <ul className="flex flex-col">
      {rows
        .toSorted((one, other) => one.at.localeCompare(other.at))
        .map((row) => (
          <li key={`${row.at} ${row.label}`} className="flex min-h-8 items-center gap-4 text-sm">
            <time dateTime={row.at} className="w-36 shrink-0 text-ink-2">
              {localWords(row.at)}
            </time>
            <bdi>{row.label}</bdi>
          </li>
        ))}
    </ul>
  </Card>
);

/** Whole days between today in the wedding's zone and the day itself. */
const daysWords = (date: string, zone: string): string => {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format();
  const days = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000);
  if (days === 0) return "Today";
  return days > 0 ? `${days} ${days === 1 ? "day" : "days"} to go` : `${-days} days ago`;
};
