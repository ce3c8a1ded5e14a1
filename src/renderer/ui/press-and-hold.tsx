import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import { buttonClass } from "./button.tsx";

interface PressAndHoldProps {
  readonly isDisabled: boolean;
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** Long enough that no slip of the hand does it (ux.md 3.8), milliseconds. */
const holdMs = 1_500;
/** How long the first of two presses counts, milliseconds. */
const armedMs = 5_000;

/**
 * Done only after being kept pressed. By keyboard, and for whoever cannot keep something pressed: press once, then once more
 * within a few seconds.
 */
export const PressAndHold = ({ isDisabled, onDone, children }: PressAndHoldProps): ReactNode => {
  const [isHeld, setHeld] = useState(false);
  const [isArmed, setArmed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (ms: number, run: () => void): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(run, ms);
  };
  const hold = (): void => {
    setHeld(true);
    later(holdMs, () => {
      setHeld(false);
      onDone();
    });
  };
  const letGo = (): void => {
    if (isHeld) clearTimeout(timer.current);
    setHeld(false);
  };
  const pressByKey = (): void => {
    clearTimeout(timer.current);
    if (isArmed) onDone();
    else later(armedMs, () => setArmed(false));
    setArmed(!isArmed);
  };
  return (
    <AriaButton
      isDisabled={isDisabled}
      className={`${buttonClass.primary} relative overflow-hidden`}
      onPressStart={({ pointerType }) => {
        if (!byKey(pointerType)) hold();
      }}
      onPressEnd={letGo}
      onPress={({ pointerType }) => {
        if (byKey(pointerType)) pressByKey();
      }}
    >
      <span
        aria-hidden
        className="bg-ink/25 absolute inset-y-0 start-0 w-full origin-left rtl:origin-right"
        style={{ transform: `scaleX(${isHeld ? 1 : 0})`, transition: isHeld ? `transform ${holdMs}ms linear` : "none" }}
      />
      <span className="relative">{isArmed ? "Press again to send now" : children}</span>
    </AriaButton>
  );
};

/** "Virtual" is a press by a screen reader or by switch control. */
const byKey = (pointerType: string): boolean => pointerType === "keyboard" || pointerType === "virtual";
