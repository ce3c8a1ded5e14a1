import { createORPCClient } from "@orpc/client";
import type { ClientContext, ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { UsherClient } from "#shared/api/contract.ts";
import { parseShellCommand, shellChannels } from "#shared/shell-command.ts";
import type { ShellSurface } from "#shared/shell-command.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { createWaitingLink } from "./waiting-link.ts";
import { createWatchable } from "./watchable.ts";

/** Over a MessagePort to the main process, which lives and dies with this window: there is nothing to reconnect to. */
export const connectShell = async (shell: ShellSurface): Promise<Bridge> => {
  const state = createWatchable<BridgeState>("connecting");
  const port = await requestPort(shell);
  const link: ClientLink<ClientContext> = new RPCLink({ port });
  port.addEventListener("close", () => state.set("lost"));
  port.start();
  state.set("live");
  return {
    client: createORPCClient<UsherClient>(createWaitingLink(state, () => link)),
    host: "electron",
    state,
    onCommand: (listener) =>
      shell.onCommand((value) => {
        const command = parseShellCommand(value);
        if (command !== undefined) listener(command);
      }),
    close: () => port.close(),
  };
};

const requestPort = (shell: ShellSurface): Promise<MessagePort> =>
  new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== shellChannels.port || port === undefined) return;
      removeEventListener("message", receive);
      resolve(port);
    };
    addEventListener("message", receive);
    shell.connect();
  });
