import clsx from "clsx";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import type { WeddingCard } from "#shared/api/weddings.ts";
import { useBridgeState } from "../state/bridge-context.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { AlertTriangle, Check, Contrast, Moon, Search, Sun } from "../ui/icons.ts";
import { ToastRegion } from "../ui/toast.tsx";
import { useAppCommands, useCommandKeys, useOverlay } from "./commands.ts";
import { LostNotice } from "./lost-notice.tsx";
import { Palette } from "./palette.tsx";
import { ProviderStrip } from "./provider-strip.tsx";
import { SendingProblem } from "./sending-problem.tsx";
import { rail } from "./routes.ts";
import { StopBanner } from "./stop-banner.tsx";
import { StopSending } from "./stop-sending.tsx";
import { useTheme } from "./theme.ts";
import { WeddingDialogs, WeddingPicker } from "./wedding-picker.tsx";

export interface FrameProps {
  readonly weddings: readonly WeddingCard[];
  readonly wedding: WeddingCard | undefined;
  readonly children: ReactNode;
}

export const Frame = ({ weddings, wedding, children }: FrameProps): ReactNode => {
  const commands = useAppCommands(wedding?.id);
  useCommandKeys(commands);
  return (
    <div className="flex h-full flex-col print:block print:h-auto">
      <TopBar weddings={weddings} wedding={wedding} />
      {wedding?.practice === true ? (
        <p className="border-b border-held/30 bg-held/10 px-4 py-1 print:hidden text-center text-sm font-medium text-held">
          {wedding.sample ? "SAMPLE wedding" : "PRACTICE wedding"}: nothing here can reach a real person.
        </p>
      ) : null}
      <LostNotice />
      <SendingProblem />
      <StopBanner weddings={weddings} />
      <div className="flex min-h-0 flex-1 print:block">
        <Rail />
        {/* Positioned, so that what is hidden for the eye scrolls with its screen instead of stretching the window. */}
        <main className="relative min-w-0 flex-1 overflow-auto print:static print:overflow-visible">{children}</main>
      </div>
      <ProviderStrip />
      <Palette commands={commands} weddingId={wedding?.id} />
      <WeddingDialogs wedding={wedding} />
      <ToastRegion />
    </div>
  );
};

const Rail = (): ReactNode => {
  const [location] = useLocation();
  return (
    <nav aria-label="Places" className="print:hidden flex w-14 shrink-0 flex-col gap-0.5 border-e border-line bg-sunken p-2 lg:w-48">
      {rail.map(({ href, label, icon: Icon }) => {
        const isHere = location.startsWith(href);
        return (
          <Link
            key={href}
            href={href}
            aria-label={label}
            aria-current={isHere ? "page" : undefined}
            className={clsx(
              "flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-sm",
              isHere ? "bg-surface-2 font-medium text-ink shadow-xs" : "text-ink-2 hover:text-ink",
            )}
          >
            <Icon aria-hidden className={clsx("size-4.5 shrink-0", isHere && "text-accent")} />
            <span className="hidden lg:inline">{label}</span>
          </Link>
        );
      })}
    </nav>
  );
};

const TopBar = ({
  weddings,
  wedding,
}: {
  readonly weddings: readonly WeddingCard[];
  readonly wedding: WeddingCard | undefined;
}): ReactNode => {
  const show = useOverlay((state) => state.show);
  return (
    <header className="print:hidden flex min-h-12 items-center gap-2 border-b border-line bg-surface-2 px-4 sm:gap-4">
      {wedding === undefined ? (
        <span className="font-display text-lg">Usher</span>
      ) : (
        <div className="w-36 shrink-0 font-display sm:w-60">
          <WeddingPicker weddings={weddings} wedding={wedding} />
        </div>
      )}
      <button
        type="button"
        onClick={() => show("palette")}
        className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-md border border-edge/70 bg-surface px-3 text-start text-sm text-ink-2 hover:border-accent"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="flex-1 truncate">Search or run…</span>
        <kbd className="hidden font-sans text-xs sm:inline">Ctrl K</kbd>
      </button>
      <SavedPill />
      <StopSending />
      <ThemeSwitch />
    </header>
  );
};

const SavedPill = (): ReactNode => {
  const state = useBridgeState();
  if (state === "live")
    return (
      <Badge tone="ok" icon={Check}>
        Saved here
      </Badge>
    );
  return (
    <Badge tone="warn" icon={AlertTriangle}>
      {state === "lost" ? "Reconnecting…" : "Connecting…"}
    </Badge>
  );
};

const themeIcons = { system: Contrast, light: Sun, dark: Moon } as const;

const ThemeSwitch = (): ReactNode => {
  const { theme, cycle } = useTheme();
  const Icon = themeIcons[theme];
  return (
    <Button variant="quiet" aria-label={`Theme: ${theme}`} onPress={cycle}>
      <Icon aria-hidden />
    </Button>
  );
};
