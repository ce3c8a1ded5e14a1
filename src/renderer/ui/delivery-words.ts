import type { Message } from "#shared/domain/message.ts";
import type { Tone } from "./badge.tsx";
import {
  Ban,
  Check,
  CheckCheck,
  CircleHelp,
  CircleSlash,
  Clock,
  Eye,
  Hand,
  Hourglass,
  Link2Off,
  Loader,
  MousePointerClick,
  OctagonX,
  RotateCw,
  type LucideIcon,
} from "./icons.ts";

export interface DeliveryWords {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

type WaitingReason = NonNullable<Message["waiting"]>["reason"];

export const waitingWords: Record<WaitingReason, string> = {
  hold: "can still be undone",
  schedule: "its time has not come",
  "quiet-hours": "quiet hours",
  backoff: "trying again",
  "lane-paused": "provider rests",
  "lane-full": "in line",
  quota: "provider's quota used up",
  "no-claim": "another computer",
  offline: "no network",
  paused: "paused by you",
  clock: "clock of this computer",
  late: "late: your word is needed",
  budget: "cost limit reached",
  due: "in line",
};

const acceptedWords: Record<NonNullable<Message["delivery"]>, DeliveryWords> = {
  accepted: { word: "Accepted", tone: "info", icon: Check },
  delayed: { word: "Delayed", tone: "warn", icon: Clock },
  sent: { word: "Sent on", tone: "info", icon: Check },
  delivered: { word: "Delivered", tone: "ok", icon: CheckCheck },
  opened: { word: "Opened", tone: "ok", icon: Eye },
  clicked: { word: "Clicked", tone: "ok", icon: MousePointerClick },
  failed: { word: "Failed", tone: "bad", icon: OctagonX },
  bounced: { word: "Bounced", tone: "bad", icon: OctagonX },
  complained: { word: "Complained", tone: "bad", icon: Hand },
};

const plainWords: Record<Exclude<Message["state"], "queued" | "accepted">, DeliveryWords> = {
  started: { word: "Sending", tone: "info", icon: Loader },
  rejected: { word: "Rejected", tone: "bad", icon: OctagonX },
  unknown: { word: "Asking the provider", tone: "held", icon: CircleHelp },
  held: { word: "Held: we don’t know", tone: "held", icon: CircleHelp },
  dead: { word: "Gave up", tone: "bad", icon: Link2Off },
  expired: { word: "Expired", tone: "bad", icon: Hourglass },
  cancelled: { word: "Cancelled", tone: "neutral", icon: CircleSlash },
  suppressed: { word: "Opted out", tone: "bad", icon: Ban },
};

/** Shape, word and tone of a message, the same on every screen. */
export const deliveryWords = (state: Message["state"], delivery: Message["delivery"], waiting: Message["waiting"]): DeliveryWords => {
  if (state === "accepted") return acceptedWords[delivery ?? "accepted"];
  if (state !== "queued") return plainWords[state];
  if (waiting?.reason === "backoff") return { word: "Retrying", tone: "warn", icon: RotateCw };
  return { word: waiting === null ? "Waiting" : `Waiting: ${waitingWords[waiting.reason]}`, tone: "neutral", icon: Clock };
};
