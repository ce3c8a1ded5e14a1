import type { ClientHttp2Session } from "node:http2";
import { createApnsProvider } from "#hub/providers/apns/index.ts";
import type { SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import { createFcmProvider } from "#hub/providers/fcm/index.ts";
import type { Clock, Http2 } from "#hub/ports/index.ts";
import { createNodeHttp2 } from "#hub/ports/system/node-http2.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { loopbackApns, startApnsServer, type ApnsServer, type ApnsServerOptions } from "#test/providers/apns-server.ts";
import { loopbackServiceAccount, startFcmServer, type FcmServerOptions } from "#test/providers/fcm-server.ts";
import type { Fault } from "#test/providers/loopback-server.ts";
import { deviceOf, requestOf } from "#test/providers/requests.ts";

/** What ends with the test; newest last. */
export const undo: (() => Promise<unknown>)[] = [];
/** Ends what the openers began; for `afterEach`. */
export const closeOpened = async (): Promise<void> => {
  for (const one of undo.splice(0)) await one();
};

/** The system's clock, set forward by what a test adds; timers run as always. */
const shiftedClock = (): Clock & { shift(ms: number): void } => {
  const clock = createSystemClock();
  let shifted = 0;
  return {
    ...clock,
    now: () => clock.now() + shifted,
    monotonic: () => clock.monotonic() + shifted,
    shift: (ms) => void (shifted += ms),
  };
};

export const openFcm = async (timeoutMs = 10_000, options: FcmServerOptions = {}) => {
  const clock = shiftedClock();
  const server = await startFcmServer({ now: clock.now, ...options });
  const provider = createFcmProvider({
    serviceAccount: loopbackServiceAccount,
    http: createNodeHttp(),
    clock,
    baseUrl: server.url,
    tokenUrl: server.tokenUrl,
    timeoutMs,
  });
  undo.push(() => provider.stop(), server.stop);
  return { server, provider, clock };
};

/** Node's HTTP/2, which remembers the sessions that it began. */
const watchedHttp2 = (): Http2 & { readonly sessions: ClientHttp2Session[] } => {
  const http2 = createNodeHttp2();
  const sessions: ClientHttp2Session[] = [];
  return {
    sessions,
    connect: (origin) => {
      const session = http2.connect(origin);
      sessions.push(session);
      return session;
    },
  };
};

interface Houses {
  readonly url?: string;
  readonly sandbox?: ApnsServer;
}

export const openApns = async (timeoutMs = 10_000, options: ApnsServerOptions = {}, { url, sandbox }: Houses = {}) => {
  const clock = shiftedClock();
  const server = await startApnsServer({ now: clock.now, ...options });
  const http2 = watchedHttp2();
  const provider = createApnsProvider({
    ...loopbackApns,
    http2,
    clock,
    baseUrl: url ?? server.url,
    sandboxUrl: sandbox?.url ?? url ?? server.url,
    timeoutMs,
  });
  undo.push(() => provider.stop(), server.stop);
  return { server, provider, clock, http2 };
};

export const pushTo = (service: "fcm" | "apns", name: string, given: { expiresAt?: number; text?: string } = {}): SendRequest =>
  requestOf("push", name, { to: deviceOf(service, name), expiresAt: Date.now() + 3_600_000, ...given });
export const hexOf = (name: string): string => deviceOf("apns", name).slice(5);
export const tokenOf = (name: string): string => deviceOf("fcm", name).slice(4);

/** What may be concluded, and what the provider's books say then. */
export type Truth = { readonly kind: SendOutcome["kind"]; readonly code?: string; readonly accepted: number };
export const html = (status: number): Fault => ({ do: "answer", status, body: "<h1>Grand Hotel Wi-Fi</h1>" });
