import { useEffect, useRef, useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { LaneStatus } from "#shared/api/lanes.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { channelTitles, healthWords, lanePath, laneWords, quotaLeftWords } from "../features/lanes/lane-words.ts";
import { useNow } from "../state/use-now.ts";
import { Badge } from "../ui/badge.tsx";
import { Ban, Pause } from "../ui/icons.ts";
import { routes } from "./routes.ts";
import { useAppStatus } from "./status.ts";

/** Always at the bottom: each account by name, with its state as shape and word. A cell opens the account. */
export const ProviderStrip = (): ReactNode => {
  const status = useAppStatus().value;
  const lanes = status?.lanes ?? [];
  return (
    <footer
      aria-label="Providers"
      className="print:hidden flex min-h-8 items-center gap-5 overflow-x-auto border-t border-line bg-surface-2 px-4 text-sm"
    >
      {status?.sendingPaused === true ? (
        <Badge tone="warn" icon={Pause}>
          All sending is paused
        </Badge>
      ) : null}
      {status?.online === false ? (
        <Badge tone="warn" icon={Ban}>
          This computer is offline
        </Badge>
      ) : null}
      <ul className="flex items-center gap-5">
        {lanes.map((lane) => (
          <li key={`${lane.channel}.${lane.provider}`} className="flex items-center whitespace-nowrap">
            <LaneCell lane={lane} />
          </li>
        ))}
      </ul>
      <WorseAnnouncer lanes={lanes} />
    </footer>
  );
};

const LaneCell = ({ lane }: { readonly lane: LaneStatus }): ReactNode => {
  const { tone, icon } = healthWords[lane.health];
  return (
    <Link
      href={lane.health === "off" ? routes.settings : lanePath(lane.provider)}
      className="inline-flex min-h-7 items-center gap-2 rounded px-1 hover:bg-sunken"
    >
      <span className="text-ink-2">
        {channelTitles[lane.channel]} · {providerWords(lane.provider)}
      </span>
      <Badge tone={tone} icon={icon}>
        <bdi>{lane.until === null ? laneWords(lane, 0) : <Counting lane={lane} />}</bdi>
      </Badge>
      {lane.quota === null ? null : <bdi className="text-warn">{quotaLeftWords(lane.quota)}</bdi>}
    </Link>
  );
};

/** Ticks by itself, so that nothing else is drawn every second. */
const Counting = ({ lane }: { readonly lane: LaneStatus }): ReactNode => laneWords(lane, useNow(1_000));

/** Says aloud only what became worse. */
const WorseAnnouncer = ({ lanes }: { readonly lanes: readonly LaneStatus[] }): ReactNode => {
  const before = useRef(new Map<string, number>());
  const [words, setWords] = useState("");
  useEffect(() => {
    const worse = lanes.filter(({ provider, health }) => healthWords[health].severity > (before.current.get(provider) ?? 0));
    before.current = new Map(lanes.map(({ provider, health }) => [provider, healthWords[health].severity]));
    if (worse.length > 0) {
      setWords(
        worse.map((lane) => `${channelTitles[lane.channel]}, ${providerWords(lane.provider)}: ${healthWords[lane.health].word}.`).join(" "),
      );
    }
  }, [lanes]);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
};
