import { createORPCClient } from "@orpc/client";
import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { UsherClient } from "#shared/api/contract.ts";
import { parseShellCommand, shellChannels } from "#shared/shell-command.ts";
import type { ShellSurface } from "#shared/shell-command.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { reconnectDelayMs } from "./reconnect-delay.ts";
import { createWaitingLink } from "./waiting-link.ts";
import { createWatchable } from "./watchable.ts";

export interface ShellBeat {
  /** Between one answer and the next question. */
  readonly everyMs: number;
  /** The main process is the hub too and may be busy for a second or two; silence longer than this is loss. */
  readonly answerMsMax: number;
}

const shellBeat: ShellBeat = { everyMs: 5_000, answerMsMax: 10_000 };

/**
 * Over a MessagePort to the main process. States: connecting -> live <-> lost. A port whose other end is gone says nothing (Chromium need
 * not send `close`), so a small question goes over it again and again; without an answer in time a fresh port is asked for, with back-off.
 */
export const connectShell = (shell: ShellSurface, beat: ShellBeat = shellBeat, page: EventTarget = window): Bridge => {
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

/** Whether anybody answers in time. A refusal is an answer of nobody that could serve us, and counts as none. */
const answers = async (link: ClientLink<ClientContext>, answerMsMax: number, gone: AbortSignal): Promise<boolean> => {
  if (gone.aborted) return false;
  const answer = link.call(["app", "info"], undefined, { context: {} }).then(
    () => true,
    () => false,
  );
  const given = new AbortController();
  const silence = pause(answerMsMax, AbortSignal.any([gone, given.signal])).then(() => false);
  try {
    return await Promise.race([answer, silence]);
  } finally {
    given.abort();
  }
};

/** Ends early when `signal` aborts. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    if (signal.aborted) finish();
    else signal.addEventListener("abort", finish, { once: true });
  });
