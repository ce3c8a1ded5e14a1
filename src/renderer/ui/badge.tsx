import clsx from "clsx";
import type { ReactNode } from "react";
import type { LucideIcon } from "./icons.ts";

export type Tone = "neutral" | "accent" | "info" | "ok" | "warn" | "bad" | "held";

export const toneText: Record<Tone, string> = {
  neutral: "text-ink-2",
  accent: "text-accent",
  info: "text-info",
  ok: "text-ok",
  warn: "text-warn",
  bad: "text-bad",
  held: "text-held",
};

export interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: LucideIcon | undefined;
  readonly children: ReactNode;
}

export const Badge = ({ tone = "neutral", icon: Icon, children }: BadgeProps): ReactNode => (
  <span className={clsx("inline-flex min-w-0 items-center gap-1 text-sm whitespace-nowrap", toneText[tone])}>
    {Icon === undefined ? null : <Icon aria-hidden className="size-4 shrink-0" />}
    <span className="truncate">{children}</span>
  </span>
);
