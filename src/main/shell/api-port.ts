import { ipcMain } from "electron";
import type { WebFrameMain } from "electron";
import { RPCHandler } from "@orpc/server/message-port";
import { shellChannels } from "#shared/shell-command.ts";
import type { Logger } from "#hub/ports/index.ts";
import type { Api } from "../station/index.ts";
import { isAppUrl } from "./app-origin.ts";

/** Answers each `usher:connect` of our own page with the API on the port that came along. Other senders lose their port. */
export const serveApiPorts = (api: Api, logger: Logger): void => {
  const handler = new RPCHandler(api);
  ipcMain.on(shellChannels.connect, (event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!isOwnPage(event.senderFrame)) {
      logger.warn("A page that is not ours asked for the API.");
      port.close();
      return;
    }
    handler.upgrade(port, { context: { host: "electron" } });
    port.start();
  });
};

/** The top frame of our own origin; a frame that is gone already is nobody. */
const isOwnPage = (frame: WebFrameMain | null): boolean => frame !== null && frame.parent === null && isAppUrl(frame.url);
