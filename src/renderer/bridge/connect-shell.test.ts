import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { afterEach, describe, expect, it } from "vitest";
import { contract } from "#shared/api/contract.ts";
import { shellChannels, type ShellSurface } from "#shared/shell-command.ts";
import type { Bridge, BridgeState } from "./bridge.ts";
import { connectShell } from "./connect-shell.ts";

/** A hub's end of every port that the page asks for. What `hears` says when it is asked decides whether a port gets an answer. */
const openShell = () => {
  const page = new EventTarget();
  const ports: MessagePort[] = [];
  const shell = { hears: true, asked: 0 };
  const api = implement(contract);
  const info = { version: "1", host: "electron", secretsProtection: "session", zone: "UTC" } as const;
  const handler = new RPCHandler({ app: { info: api.app.info.handler(() => info) } });
  const surface: ShellSurface = {
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      shell.asked += 1;
      ports.push(port2);
      port2.addEventListener("message", (event) => {
        // An answer that is not given is what a page sees of a main process that is gone.
        if (!shell.hears) event.stopImmediatePropagation();
      });
      handler.upgrade(port2);
      port2.start();
      queueMicrotask(() => page.dispatchEvent(portMessage(page, port1)));
    },
    onCommand: () => () => undefined,
  };
  return { page, shell, surface, closeAll: () => ports.forEach((port) => port.close()) };
};

/** As the preload posts it: from the page to itself. */
const portMessage = (page: EventTarget, port: MessagePort): Event => {
  const event = new MessageEvent("message", { data: shellChannels.port });
  Object.defineProperties(event, { source: { value: page }, ports: { value: [port] } });
  return event;
};

const until = ({ state }: Bridge, wanted: BridgeState): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (state.current() !== wanted) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = state.subscribe(look);
    look();
  });

let opened: ReturnType<typeof openShell>;
let bridge: Bridge;

afterEach(() => {
  bridge.close();
  opened.closeAll();
});

const connect = (): Bridge => {
  opened = openShell();
  bridge = connectShell(opened.surface, { everyMs: 10, answerMsMax: 500 }, opened.page);
  return bridge;
};

describe("the way to the desktop shell", () => {
  it("is live once the hub has answered", async () => {
    await until(connect(), "live");
    expect((await bridge.client.app.info()).host).toBe("electron");
    expect(opened.shell.asked).toBe(1);
  });

  it("is lost when the other end falls silent without a word, and ends the calls that wait there", async () => {
    await until(connect(), "live");
    opened.shell.hears = false;
    const waiting = bridge.client.app.info();
    waiting.catch(() => undefined);
    await until(bridge, "lost");
    await expect(waiting).rejects.toThrow();
  });

  it("is lost at once when the port says that it closes", async () => {
    await until(connect(), "live");
    opened.closeAll();
    await until(bridge, "lost");
  });

  it("comes back over a fresh port, and a call that was made meanwhile gets through", async () => {
    await until(connect(), "live");
    opened.shell.hears = false;
    await until(bridge, "lost");
    const later = bridge.client.app.info();
    opened.shell.hears = true;
    expect((await later).version).toBe("1");
    expect(bridge.state.current()).toBe("live");
    expect(opened.shell.asked).toBeGreaterThan(1);
  });
});
