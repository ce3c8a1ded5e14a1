import { shell } from "electron";
import type { Logger } from "#hub/ports/index.ts";
import { isAllowedLink } from "./allowed-link.ts";

/** Opens the person's browser for an allowed link; refuses the rest and logs that it did. */
export const openExternalLink = (url: string, logger: Logger): void => {
  if (!isAllowedLink(url)) {
    logger.warn("A link was refused.");
    return;
  }
  shell.openExternal(url).catch(() => logger.warn("A link could not be opened."));
};
