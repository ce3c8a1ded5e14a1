import type { AppStatus } from "#shared/api/app.ts";
import type { GuestPreset } from "#shared/domain/guest-view.ts";
import { lanePath } from "../lanes/lane-words.ts";
import type { Tone } from "../../ui/badge.tsx";
import { AlertTriangle, CircleHelp, Clock, Copy, OctagonX, User, type LucideIcon } from "../../ui/icons.ts";

export type PresetCounts = readonly { readonly preset: GuestPreset; readonly count: number }[];
export interface Need {
  readonly id: string;
  readonly sentence: string;
  readonly action: string;
  readonly href: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** The inbox of Today, by harm. Each line leads to exactly the people or the setting behind it. */
export const needsYou = (counts: PresetCounts, status: AppStatus | undefined): readonly Need[] => {
  const count = (preset: GuestPreset): number => counts.find((one) => one.preset === preset)?.count ?? 0;
  const people = (preset: GuestPreset, words: string, action: string, tone: Tone, icon: LucideIcon): Need[] =>
    count(preset) === 0
      ? []
      : [{ id: preset, sentence: `${count(preset)} ${words}`, action, href: `/guests?preset=${preset}`, tone, icon }];
  const held = status?.heldCount ?? 0;
  const damaged = status?.damagedRows ?? 0;
  return [
    ...(held === 0
      ? []
      : [
          {
            id: "held-messages",
            sentence: `${held} messages held: we don’t know`,
            action: "Decide",
            href: "/deliveries?group=held",
            tone: "held" as const,
            icon: CircleHelp,
          },
        ]),
    ...(damaged === 0
      ? []
      : [
          {
            id: "damaged-rows",
            sentence: `${damaged === 1 ? "1 entry of your lists is" : `${damaged} entries of your lists are`} not what was written: the disk is failing`,
            action: "Look",
            href: "/settings/damaged",
            tone: "bad" as const,
            icon: AlertTriangle,
          },
        ]),
    ...(status?.running ?? [])
      .filter(({ isLate }) => isLate)
      .map(({ campaignId, name, done, total }): Need => ({
        id: `late-${campaignId}`,
        sentence: `${total - done} of “${name}” are late: they should have left while this computer slept or was offline`,
        action: "Decide",
        href: `/messages/${campaignId}/run`,
        tone: "held",
        icon: Clock,
      })),
    ...(status?.lanes ?? [])
      .filter(({ health }) => health === "broken" || health === "stuck")
      .map((lane): Need => ({
        id: `lane-${lane.channel}-${lane.provider}`,
        sentence: lane.problem?.sentence ?? `${lane.provider} needs you`,
        action: lane.health === "broken" ? "Fix" : "Look",
        href: lanePath(lane.provider),
        tone: "bad",
        icon: AlertTriangle,
      })),
    ...people("bounced", "with a bounced or wrong address", "Fix these", "bad", OctagonX),
    ...people("unreachable", "cannot be reached on any channel", "See them", "warn", User),
    ...people("possible-duplicates", "possible duplicates", "Look", "warn", Copy),
  ];
};
