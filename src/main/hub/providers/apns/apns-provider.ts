import type { Clock, Http2 } from "#hub/ports/index.ts";
import type { Provider, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { pushBytesMax, tooLarge, tooLate } from "../push/payload-size.ts";
import { privateKeyOf } from "../push/pem-key.ts";
import { repeatLifeMs } from "../push/repeats.ts";
import { createStrangers, type Strangers } from "../push/strangers.ts";
import { unreadableKeyProvider } from "../push/unreadable-key.ts";
import type { CallResult } from "../transport.ts";
import { passing } from "../passing.ts";
import { apnsReason, classifyApns, classifyBoth, maybeElsewhere, wantsNewConnection } from "./classify.ts";
import type { Exchanges } from "../exchanges.ts";
import { createHttp2Line, type Http2Line } from "./http2-line.ts";
import { apnsProblem } from "./problems.ts";
import { createProviderTokens, type ProviderTokens } from "./provider-token.ts";
import { apnsPushOf, apnsTestPush, apnsTokenOf, nobodysToken, type ApnsPush } from "./push-of.ts";

export interface ApnsOptions {
  /** Text of the `.p8` file. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
  readonly bundleId: string;
  readonly http2: Http2;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly sandboxUrl?: string;
  readonly timeoutMs?: number;
  /** Sees what goes over the wire, masked. */
  readonly exchanges?: Exchanges | undefined;
  readonly rate?: Provider["rate"];
}

/** Apple publishes no figures; a session carries many calls at once. */
const rateUsual = { perSecond: 500, burst: 50, concurrency: 50 } as const;
/** Devices of test builds whose world is remembered. */
const sandboxedMax = 10_000;

/** The key in a `.p8` file, or undefined. */
export const apnsKeyOf = (p8: string) => privateKeyOf(p8, "ec");

type World = "production" | "sandbox";
const otherWorld: Readonly<Record<World, World>> = { production: "sandbox", sandbox: "production" };

interface House {
  readonly bundleId: string;
  readonly clock: Clock;
  /** A token does not say which of Apple's two worlds it is from: the other one is asked when the first does not know it. */
  readonly lines: Readonly<Record<World, Http2Line>>;
  readonly tokens: ProviderTokens;
  readonly sandboxed: Set<string>;
  readonly strangers: Strangers;
}

/** Pushes through Apple's service. Keyed in effect: a repeat replaces the earlier push on the screen. */
export const createApnsProvider = (options: ApnsOptions): Provider => {
  const { clock, http2, keyId, teamId, bundleId, timeoutMs, rate = rateUsual } = options;
  const { baseUrl = "https://api.push.apple.com", sandboxUrl = "https://api.sandbox.push.apple.com" } = options;
  const privateKey = apnsKeyOf(options.key);
  if (privateKey === undefined) return unreadableKeyProvider("apns", apnsProblem("apns-key-unreadable"));
  const lineTo = (origin: string): Http2Line =>
    createHttp2Line({
      origin,
      http2,
      clock,
      exchanges: options.exchanges,
      streamsMax: rate.concurrency,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  const house: House = {
    bundleId,
    clock,
    lines: { production: lineTo(baseUrl), sandbox: lineTo(sandboxUrl) },
    tokens: createProviderTokens({ keyId, teamId, privateKey }, clock),
    sandboxed: new Set(),
    strangers: createStrangers(),
  };
  return {
    id: "apns",
    channel: "push",
    keyed: true,
    keyLifeMs: repeatLifeMs,
    // Apple closes connections that write to tokens of nobody too often (providers.md 5.7).
    probeEveryMs: 5 * 60_000,
    rate,
    pushService: "apns",
    send: (request, signal) => send(house, request, signal),
    test: (signal) => test(house, signal),
    stop: async () => {
      await Promise.all([house.lines.production.stop(), house.lines.sandbox.stop()]);
    },
  };
};

/** One call in one world; when Apple calls our token too old, once more with a new one. The first was certainly not sent then. */
const post = async (house: House, world: World, token: string, push: ApnsPush, signal: AbortSignal): Promise<CallResult> => {
  const line = house.lines[world];
  const bearer = house.tokens.current();
  const result = await line.post(callOf(token, push, bearer), signal);
  if (wantsNewConnection(result)) line.renew();
  if (apnsReason(result) !== "ExpiredProviderToken") return result;
  const renewed = house.tokens.renewed(bearer);
  return renewed === undefined ? result : await line.post(callOf(token, push, renewed), signal);
};

const callOf = (token: string, push: ApnsPush, bearer: string) => ({
  path: `/3/device/${token}`,
  headers: { ...push.headers, authorization: `bearer ${bearer}` },
  body: push.body,
});

const send = async (house: House, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const { clock, strangers, sandboxed } = house;
  const token = apnsTokenOf(request);
  const push = apnsPushOf(request, house.bundleId, clock.now());
  if (push === undefined) return tooLate;
  const bytes = Buffer.byteLength(push.body);
  if (bytes > pushBytesMax) return tooLarge(bytes);
  const home: World = sandboxed.has(token) ? "sandbox" : "production";
  const first = await post(house, home, token, push, signal);
  if (maybeElsewhere(first)) return await sendElsewhere(house, { token, push, home, first }, signal);
  const outcome = classifyApns(first, clock.now(), strangers.isDevice(token));
  if (outcome.kind === "accepted") strangers.proven();
  if (outcome.kind === "broken-lane" && apnsReason(first) === "DeviceTokenNotForTopic") strangers.doubted(token);
  return outcome;
};

interface Refused {
  readonly token: string;
  readonly push: ApnsPush;
  readonly home: World;
  readonly first: CallResult;
}

const sendElsewhere = async (house: House, { token, push, home, first }: Refused, signal: AbortSignal): Promise<SendOutcome> => {
  const world = otherWorld[home];
  const second = await post(house, world, token, push, signal);
  const outcome = classifyBoth(
    world === "production" ? { production: second, sandbox: first } : { production: first, sandbox: second },
    house.clock.now(),
  );
  if (outcome.kind === "accepted" && world === "production") house.sandboxed.delete(token);
  if (outcome.kind === "accepted" && world === "sandbox" && house.sandboxed.size < sandboxedMax) house.sandboxed.add(token);
  return outcome;
};

/** Writes to a device that does not exist: that Apple says so proves key, team and bundle ID, and nobody gets anything. */
const test = async (house: House, signal: AbortSignal): Promise<TestResult> => {
  const push = apnsTestPush(house.bundleId);
  const first = await post(house, "production", nobodysToken, push, signal);
  const last = apnsReason(first)?.startsWith("BadEnvironment") === true ? await post(house, "sandbox", nobodysToken, push, signal) : first;
  if (apnsReason(last) === "BadDeviceToken")
    return { ok: true, sentence: "The key works, and it may send pushes to the app with this bundle ID." };
  const outcome = classifyApns(last, house.clock.now(), false);
  switch (outcome.kind) {
    case "broken-lane":
      return { ok: false, problem: outcome.problem };
    case "deferred":
      return passing(apnsProblem(outcome.code === "unreachable" ? "apns-unreachable" : "apns-busy"));
    case "unknown":
      return passing(apnsProblem(outcome.code === "answer-lost" ? "apns-unreachable" : "apns-strange-answer"));
    case "accepted":
    case "rejected":
      return passing(apnsProblem("apns-strange-answer"));
  }
};
