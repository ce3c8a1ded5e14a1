import { createORPCClient } from "@orpc/client";
import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { UsherClient } from "#shared/api/contract.ts";
import { parseShellCommand, shellChannels } from "#shared/shell-command.ts";
import type { ShellSurface } from "#shared/shell-command.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { answers, hubBeat, pause, type Beat } from "./heartbeat.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import { createWaitingLink } from "./waiting-link.ts";
import { createWatchable } from "./watchable.ts";

/**
 * Over a MessagePort to the main process. States: connecting -> live <-> lost. A port whose other end is gone says nothing (Chromium need
 * not send `close`), so a small question goes over it again and again; without an answer in time a fresh port is asked for, with back-off.
 */
export const connectShell = (shell: ShellSurface, beat: Beat = hubBeat, page: EventTarget = window): Bridge => {
  const state = createWatchable<BridgeState>("connecting");
  const closing = new AbortController();
  let link: ClientLink<ClientContext> | undefined;

  const keepConnected = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      const port = await requestPort(shell, page);
      const candidate: ClientLink<ClientContext> = new RPCLink({ port });
      const gone = endOf(port, closing.signal);
      port.start();
      while (await answers(candidate, beat.answerMsMax, gone)) {
        link = candidate;
        failures = 0;
        state.set("live");
        await pause(beat.everyMs, gone);
      }
      link = undefined;
      end(port);
      if (state.current() === "live") state.set("lost");
      await pause(reconnectDelayMs(failures), closing.signal);
    }
  };
  void keepConnected();

  return {
    client: createORPCClient<UsherClient>(createWaitingLink(state, () => link)),
    host: "electron",
    state,
    onCommand: (listener) =>
      shell.onCommand((value) => {
        const command = parseShellCommand(value);
        if (command !== undefined) listener(command);
      }),
    close: () => closing.abort(),
  };
};

const requestPort = (shell: ShellSurface, page: EventTarget): Promise<MessagePort> =>
  new Promise((resolve) => {
    const receive = (event: Event): void => {
      if (!(event instanceof MessageEvent)) return;
      const [port] = event.ports;
      if (event.source !== page || event.data !== shellChannels.port || port === undefined) return;
      page.removeEventListener("message", receive);
      resolve(port);
    };
    page.addEventListener("message", receive);
    shell.connect();
  });

/** Aborts when the port says that it is closed, or the bridge is. */
const endOf = (port: MessagePort, closing: AbortSignal): AbortSignal => {
  const ended = new AbortController();
  port.addEventListener("close", () => ended.abort());
  return AbortSignal.any([ended.signal, closing]);
};

/** Calls that still wait on the port learn of its end only by this event. */
const end = (port: MessagePort): void => {
  port.dispatchEvent(new Event("close"));
  port.close();
};
