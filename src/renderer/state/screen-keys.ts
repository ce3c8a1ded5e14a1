import { useEffect } from "react";
import { create } from "zustand";

/** A key that works on the screen that is open, for the sheet of shortcuts. */
export interface ScreenKey {
  readonly keys: string;
  readonly label: string;
}

export const useScreenKeys = create<{ keys: readonly ScreenKey[] }>(() => ({ keys: [] }));

/** Tells the sheet of shortcuts what this screen's keys are, while it is open. `keys` must be the same list at each render. */
export const useKeysOfScreen = (keys: readonly ScreenKey[]): void =>
  useEffect(() => {
    useScreenKeys.setState({ keys });
    return () => useScreenKeys.setState({ keys: [] });
  }, [keys]);
