import { useEffect, useState, type ReactNode } from "react";
import { useBridgeState } from "../state/bridge-context.tsx";
import { AlertTriangle } from "../ui/icons.ts";

/** A restart of the hub takes about a second; only what lasts longer is worth a line over every screen. */
const shownAfterMs = 2_000;

/** On every screen, while the hub does not answer: what is shown may be old. */
export const LostNotice = (): ReactNode => {
  const isLost = useBridgeState() === "lost";
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setTimeout(() => setLasts(true), shownAfterMs);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [isLost]);
  if (!isLost || !lasts) return null;
  return (
    <p role="alert" className="flex items-start gap-2.5 border-b border-warn/30 bg-warn/10 px-4 py-2 text-sm">
      <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <span className="min-w-0">
        <strong className="font-semibold text-warn">Usher does not answer.</strong> What you see may be old, and nothing can be changed
        until it is back. If this lasts, start Usher again: nothing is lost, and nothing is sent twice.
      </span>
    </p>
  );
};
