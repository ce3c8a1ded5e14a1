import { createORPCClient } from "@orpc/client";
import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { UsherClient } from "#shared/api/contract.ts";
import { socketPath, socketProtocol, socketTokenPrefix, socketUnauthorised } from "#shared/station-door.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { answers, hubBeat, pause } from "./heartbeat.ts";
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
    const gone = new AbortController();
    fresh.addEventListener("close", (event) => {
      gone.abort();
      ended(fresh, event.code);
    });
    fresh.addEventListener("message", () => (failures = 0), { once: true });
    fresh.addEventListener("open", () => {
      link = new RPCLink({ websocket: fresh });
      void watch(fresh, link, gone.signal);
    });
  };
  /** Once for each socket, whether it closed or fell silent. */
  const ended = (ending: WebSocket, code?: number): void => {
    if (socket !== ending) return;
    socket = undefined;
    link = undefined;
    if (closed) return;
    if (code === socketUnauthorised) {
      forgetSession();
      state.set("refused");
      return;
    }
    if (state.current() === "live") state.set("lost");
    timer = setTimeout(open, reconnectDelayMs(failures));
    failures += 1;
  };
  /** An opened socket may still be closed as unknown, and one whose hub hangs stays open: live is what answers. */
  const watch = async (watched: WebSocket, candidate: ClientLink<ClientContext>, gone: AbortSignal): Promise<void> => {
    while (await answers(candidate, hubBeat.answerMsMax, gone)) {
      if (link === candidate) state.set("live");
      await pause(hubBeat.everyMs, gone);
    }
    // A close that refuses the session comes with its code; only silence is told here.
    if (gone.aborted) return;
    ended(watched);
    watched.close();
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
