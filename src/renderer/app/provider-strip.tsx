import type { ReactNode } from "react";
import type { LaneStatus } from "#shared/api/app.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Ban, Check, Clock, CircleDashed, OctagonX, Pause, AlertTriangle, type LucideIcon } from "../ui/icons.ts";
import { providerWords } from "../ui/provider-words.ts";
import { useAppStatus } from "./status.ts";

const channelWords: Record<LaneStatus["channel"], string> = { email: "Email", sms: "SMS", push: "Push" };
const healthWords: Record<LaneStatus["health"], { word: string; tone: Tone; icon: LucideIcon }> = {
  ok: { word: "ready", tone: "ok", icon: Check },
  slow: { word: "slow", tone: "warn", icon: AlertTriangle },
  resting: { word: "resting", tone: "warn", icon: Clock },
  broken: { word: "needs you", tone: "bad", icon: OctagonX },
  off: { word: "off", tone: "neutral", icon: Ban },
  untested: { word: "never tested", tone: "neutral", icon: CircleDashed },
};
const clockTime = (at: number): string => new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(at);

const laneSentence = (lane: LaneStatus): string => {
  const { word } = healthWords[lane.health];
  if (lane.problem !== null) return lane.problem.sentence;
  if (lane.until !== null) return `${word} until ${clockTime(lane.until)}`;
  return lane.health === "ok" && lane.perSecond > 0 ? `${lane.perSecond.toFixed(lane.perSecond < 10 ? 1 : 0)}/s` : word;
};

/** Always at the bottom: each provider by name, with its state as a word. */
export const ProviderStrip = (): ReactNode => {
  const status = useAppStatus().value;
  return (
    <footer
      aria-label="Providers"
      className="flex min-h-8 items-center gap-5 overflow-x-auto border-t border-line bg-surface-2 px-4 text-sm"
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
        {(status?.lanes ?? []).map((lane) => (
          <li key={`${lane.channel}.${lane.provider}`} className="flex items-center gap-2 whitespace-nowrap">
            <span className="text-ink-2">
              {channelWords[lane.channel]} · {providerWords(lane.provider)}
            </span>
            <Badge tone={healthWords[lane.health].tone} icon={healthWords[lane.health].icon}>
              {laneSentence(lane)}
            </Badge>
          </li>
        ))}
      </ul>
    </footer>
  );
};
