import { app } from "electron";
import type { Session } from "electron";
import type { Logger } from "#hub/ports/index.ts";
import { isAppUrl } from "./app-origin.ts";
import { openExternalLink } from "./external-links.ts";

/** For every page there will ever be, whoever makes it: it stays on our origin, opens no window and embeds no other page. */
export const guardContents = (logger: Logger): void => {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (details) => {
      if (!isAppUrl(details.url)) details.preventDefault();
    });
    contents.on("will-redirect", (details) => {
      if (!isAppUrl(details.url)) details.preventDefault();
    });
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openExternalLink(url, logger);
      return { action: "deny" };
    });
  });
};

/** Copying to the clipboard is all that the page may ask for. */
const allowedPermission = "clipboard-sanitized-write";

/** Camera, microphone, place, devices: everything that a page may ask for is refused without asking the person. */
export const denyPermissions = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === allowedPermission));
  session.setPermissionCheckHandler((_contents, permission) => permission === allowedPermission);
  session.setDevicePermissionHandler(() => false);
};
