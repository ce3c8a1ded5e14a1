import { createORPCClient } from "@orpc/client";
import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { UsherClient } from "#shared/api/contract.ts";
import { socketPath, socketProtocol, socketTokenPrefix, socketUnauthorised } from "#shared/station-door.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import { forgetSession, obtainSession } from "./session.ts";
import { createWaitingLink } from "./waiting-link.ts";
import { createWatchable } from "./watchable.ts";

/** States: connecting -> live <-> lost; refused is the end. Reconnects with full jitter, at once when the computer wakes or comes online. */
export const connectStation = async (): Promise<Bridge> => {
  const state = createWatchable<BridgeState>("connecting");
  const token = await obtainSession();
  let link: ClientLink<ClientContext> | undefined;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;

  const open = (): void => {
    clearTimeout(timer);
    const fresh = new WebSocket(socketUrl(), [socketProtocol, `${socketTokenPrefix}${token}`]);
    socket = fresh;
    fresh.addEventListener("close", (event) => {
      link = undefined;
      if (closed) return;
      if (event.code === socketUnauthorised) {
        forgetSession();
        state.set("refused");
        return;
      }
      if (state.current() === "live") state.set("lost");
      timer = setTimeout(open, reconnectDelayMs(failures));
      failures += 1;
    });
    fresh.addEventListener("message", () => (failures = 0), { once: true });
    fresh.addEventListener("open", () => {
      link = new RPCLink({ websocket: fresh });
      void confirm(link);
    });
  };
  /** An opened socket may still be closed as unknown: the connection is live once a call has come back. */
  const confirm = async (candidate: ClientLink<ClientContext>): Promise<void> => {
    try {
      await candidate.call(["app", "info"], undefined, { context: {} });
      if (link === candidate) state.set("live");
    } catch {
      socket?.close();
    }
  };
  const hurry = (): void => {
    if (!closed && (socket === undefined || socket.readyState === WebSocket.CLOSED) && state.current() !== "refused") open();
  };

  if (token === undefined) state.set("refused");
  else open();
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  return {
    client: createORPCClient<UsherClient>(createWaitingLink(state, () => link)),
    host: "browser",
    state,
    onCommand: () => () => undefined,
    close: () => {
      closed = true;
      clearTimeout(timer);
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      socket?.close();
    },
  };
};

const socketUrl = (): URL => {
  const url = new URL(socketPath, location.origin);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url;
};
