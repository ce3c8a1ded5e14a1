import { Menu, nativeImage, Tray } from "electron";
import type { HubStatus } from "#hub/index.ts";
import type { Logger } from "#hub/ports/index.ts";

export interface AppTray {
  /** Whether there is one: without it, a hidden window comes back only by a second start or a note. */
  readonly isThere: boolean;
  update(status: HubStatus): void;
  dispose(): void;
}

export interface TrayActions {
  show(): void;
  quit(): void;
}

/** A dot of 16 pixels; the tray's text says the rest. */
const icon =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAQ0lEQVR42mNgoDVwbn/2H4ZJ1ohMk6wZhonWQJEBhDTiNYRYzXgNIUYzzgAjVjPNDaDIC1QJRKpEI1USEtWSMk0AAPBtDaOXEKqPAAAAAElFTkSuQmCC";

/** What the tray says; also the tool tip. */
export const trayText = ({ sending, heldCount }: HubStatus): string => {
  const parts = [
    ...(sending > 0 ? [`${sending} ${sending === 1 ? "message" : "messages"} on the way`] : []),
    ...(heldCount > 0 ? [`${heldCount} to decide`] : []),
  ];
  return parts.length === 0 ? "Usher" : `Usher: ${parts.join(", ")}`;
};

/** Progress in the tray. A desktop without a tray gets none: the window and the notifications say the same. */
export const createAppTray = (actions: TrayActions, logger: Logger): AppTray => {
  let tray: Tray;
  try {
    tray = new Tray(nativeImage.createFromDataURL(icon));
  } catch {
    logger.warn("There is no tray on this desktop.");
    return { isThere: false, update: () => undefined, dispose: () => undefined };
  }
  let shown = "";
  tray.on("click", () => actions.show());
  return {
    isThere: true,
    update: (status) => {
      const text = trayText(status);
      if (text === shown) return;
      shown = text;
      tray.setToolTip(text);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: text, enabled: false },
          { label: "Open Usher", click: () => actions.show() },
          { label: "Quit", click: () => actions.quit() },
        ]),
      );
    },
    dispose: () => tray.destroy(),
  };
};
