import { app } from "electron";
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
