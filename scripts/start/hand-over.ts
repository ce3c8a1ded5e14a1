import { setTimeout as sleep } from "node:timers/promises";
import { handoverPath } from "#shared/station-door.ts";
import { readInstance } from "#hub/ports/system/index.ts";
import type { Instance } from "#hub/ports/system/index.ts";

/** The first start may still be building; a build takes seconds, and one that is not done by then hangs. */
const waitMsMax = 60_000;
const pollMs = 200;
const requestMsMax = 5_000;

export type HandedOver =
  | { readonly kind: "link"; readonly url: string }
  /** It shows itself: Electron focuses its window when it is started a second time. */
  | { readonly kind: "window"; readonly instance: Instance }
  | { readonly kind: "silent" };

export interface HandOverOptions {
  readonly waitMs?: number;
  /** Called once, when the first does not answer at once. */
  readonly onWaiting?: () => void;
}

/** Asks the Usher that holds the data folder for a way in. `silent`: it holds the folder and does not answer. */
export const handOver = async (dataFolder: string, options: HandOverOptions = {}): Promise<HandedOver> => {
  const { waitMs = waitMsMax, onWaiting } = options;
  for (let waitedMs = 0; waitedMs <= waitMs; waitedMs += pollMs) {
    const instance = readInstance(dataFolder);
    if (instance !== undefined) {
      if (instance.origin === null) return { kind: "window", instance };
      const url = await askForLink(instance.origin, instance.secret);
      if (url !== undefined) return { kind: "link", url };
    }
    if (waitedMs === 0) onWaiting?.();
    await sleep(pollMs);
  }
  return { kind: "silent" };
};

const askForLink = async (origin: string, secret: string): Promise<string | undefined> => {
  try {
    const response = await fetch(new URL(handoverPath, origin), {
      method: "POST",
      body: secret,
      redirect: "error",
      signal: AbortSignal.timeout(requestMsMax),
    });
    const url = response.ok ? await response.text() : undefined;
    return url?.startsWith(`${origin}/#`) === true ? url : undefined;
  } catch {
    return undefined;
  }
};
