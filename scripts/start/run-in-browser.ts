import type { InstanceLock } from "#hub/ports/system/index.ts";
import { startBrowserHost } from "./browser-host.ts";
import type { BrowserHost } from "./browser-host.ts";
import { openWindow, windowBrowser } from "./open-window.ts";
import type { OpenedWindow } from "./open-window.ts";
import type { StartOptions } from "./start-options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Shows Usher in a browser until the window is closed with nothing left to send, or until Ctrl+C. */
export const runInBrowser = async (
  options: StartOptions,
  lock: InstanceLock,
  why: string,
  environment: Environment,
  say: (line: string) => void,
): Promise<void> => {
  const interrupted = nextInterrupt();
  const host = await startBrowserHost(options.dataFolder, lock, environment);
  const browser = options.open ? windowBrowser(environment) : undefined;
  const url = host.station.launchUrl();
  let window: OpenedWindow | undefined;
  if (browser === undefined) {
    say(`Usher runs in your browser because ${why}. Open this link; it works once, for one minute (start again for another): ${url}`);
  } else {
    say(`Usher opens in a browser window because ${why}.`);
    window = openWindow(browser, url, options.dataFolder);
  }
  const ended = window === undefined ? interrupted.promise : Promise.race([interrupted.promise, untilIdle(window, host, say)]);
  try {
    await ended;
  } finally {
    window?.close();
    await host.stop();
    interrupted.dispose();
  }
};

/** Closing the window does not stop a send: the rest goes out first. A window that never opened leaves the link. */
const untilIdle = async (window: OpenedWindow, host: BrowserHost, say: (line: string) => void): Promise<void> => {
  try {
    await window.closed;
  } catch (error) {
    say(
      `No window could be opened: ${error instanceof Error ? error.message : String(error)}. Open this link: ${host.station.launchUrl()}`,
    );
    return new Promise(() => undefined);
  }
  const { sending } = host.hub.status();
  if (sending === 0) return;
  say(`Still sending: ${sending} messages are on their way or scheduled. Ctrl+C stops; the rest goes out at the next start.`);
  await new Promise<void>((resolve) => {
    const unsubscribe = host.hub.onStatus(() => {
      if (host.hub.status().sending > 0) return;
      unsubscribe();
      resolve();
    });
  });
};

/** A second Ctrl+C does not hurry it: stopping takes as long as the sends that run. */
const nextInterrupt = (): { readonly promise: Promise<void>; dispose(): void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, resolve);
  const keepAlive = setInterval(() => undefined, 60_000);
  return {
    promise,
    dispose: () => {
      clearInterval(keepAlive);
      for (const signal of signals) process.off(signal, resolve);
    },
  };
};
