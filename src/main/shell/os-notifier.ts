import { Notification } from "electron";
import type { Notifier } from "#hub/ports/index.ts";

/** Notifications of the system; a click opens the route. Names and addresses do not belong in them: they show on a locked screen. */
export const createOsNotifier = (open: (route: string) => void): Notifier => {
  /** A notification that nobody refers to may be collected, and its click is then lost. */
  const shown = new Set<Notification>();
  return {
    notify: ({ title, body, route }) => {
      if (!Notification.isSupported()) return;
      const note = new Notification({ title, body });
      shown.add(note);
      note.on("click", () => {
        shown.delete(note);
        open(route);
      });
      note.on("close", () => shown.delete(note));
      note.show();
    },
  };
};
