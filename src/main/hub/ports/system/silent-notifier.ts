import type { Notifier } from "../notifier.ts";

/** Headless and browser runs have no notifications of their own: the screens and the log say the same. */
export const createSilentNotifier = (): Notifier => ({ notify: () => undefined });
