import type { InstanceLock } from "#hub/ports/system/index.ts";
import { startBrowserHost } from "./browser-host.ts";
import type { BrowserHost } from "./browser-host.ts";
import { hasDisplay, openWindow, windowBrowser } from "./open-window.ts";
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
  try {
    const host = await startBrowserHost(options.dataFolder, lock, environment);
    try {
      await show(options, host, why, environment, say, interrupted.promise);
    } finally {
      await host.stop();
    }
  } finally {
    interrupted.dispose();
  }
};

const show = async (
  options: StartOptions,
  host: BrowserHost,
  why: string,
  environment: Environment,
  say: (line: string) => void,
  interrupted: Promise<void>,
): Promise<void> => {
  const browser = options.open ? windowBrowser(environment) : undefined;
  const url = host.station.launchUrl();
  if (browser === undefined) {
    say(linkLine(why, url, options.open && hasDisplay(environment)));
    await interrupted;
    return;
  }
  say(`Usher opens in a browser window because ${why}.`);
  const window = openWindow(browser, url, options.dataFolder);
  try {
    await Promise.race([interrupted, untilIdle(window, host, say)]);
  } finally {
    window.close();
  }
};

/** The line for those who open the link themselves. `looked`: a browser was looked for, and none was found. */
export const linkLine = (why: string, url: string, looked: boolean): string => {
  const search = looked ? " No Chrome, Chromium or Edge was found to open it in; CHROMIUM_PATH=<file> names one." : "";
  return `Usher runs in your browser because ${why}.${search} Open this link; it works once, for one minute (start again for another): ${url}`;
};

/** Closing the window does not stop a send: the rest goes out first. A window that never opened leaves the link. */
const untilIdle = async (window: OpenedWindow, host: BrowserHost, say: (line: string) => void): Promise<void> => {
  try {
    await window.closed;
  } catch (error) {
    say(
      `No window could be opened (${error instanceof Error ? error.message : String(error)}). Open this link yourself; it works once, for one minute: ${host.station.launchUrl()}`,
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
