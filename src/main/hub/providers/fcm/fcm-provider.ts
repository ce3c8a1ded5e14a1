import type { Clock, Http } from "#hub/ports/index.ts";
import type { Provider, SendOutcome, SendRequest, TestResult } from "../contract.ts";
import { pushBytesMax, tooLarge, tooLate } from "../push/payload-size.ts";
import { repeatLifeMs } from "../push/repeats.ts";
import { createStrangers, type Strangers } from "../push/strangers.ts";
import { unreadableKeyProvider } from "../push/unreadable-key.ts";
import type { Exchanges } from "../exchanges.ts";
import { createTransport, type CallResult, type Transport } from "../transport.ts";
import { passing } from "../passing.ts";
import { createAccessTokens, type AccessTokens, type NoToken } from "./access-token.ts";
import { classifyFcm, readFcmError } from "./classify.ts";
import { fcmMessageOf, fcmPayloadBytes, fcmTestMessage, fcmTokenOf } from "./message-of.ts";
import { fcmProblem } from "./problems.ts";
import { readServiceAccount, type ServiceAccount } from "./service-account.ts";

export interface FcmOptions {
  /** The JSON file of the service account. */
  readonly serviceAccount: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly tokenUrl?: string;
  readonly timeoutMs?: number;
  /** Sees what goes over the wire, masked. */
  readonly exchanges?: Exchanges | undefined;
  readonly rate?: Provider["rate"];
}

/** A project may send 600,000 a minute (providers.md 4.3); a wedding needs a fraction, and a gentle start is what Google asks for. */
const rateUsual = { perSecond: 500, burst: 50, concurrency: 24 } as const;

interface House {
  readonly account: ServiceAccount;
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly strangers: Strangers;
}

/** Pushes through Firebase Cloud Messaging. Keyed in effect: a repeat replaces the earlier push on the screen. */
export const createFcmProvider = (options: FcmOptions): Provider => {
  const { clock, http, timeoutMs, tokenUrl = "https://oauth2.googleapis.com/token" } = options;
  const account = readServiceAccount(options.serviceAccount);
  if (account === undefined) return unreadableKeyProvider("fcm", fcmProblem("fcm-key-unreadable"));
  const transport = createTransport({ http, clock, exchanges: options.exchanges, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const house: House = {
    account,
    baseUrl: options.baseUrl ?? "https://fcm.googleapis.com",
    transport,
    tokens: createAccessTokens({ account, tokenUrl, transport, clock }),
    clock,
    strangers: createStrangers(),
  };
  return {
    id: "fcm",
    channel: "push",
    keyed: true,
    keyLifeMs: repeatLifeMs,
    // The test is a message that is only validated (providers.md 4.7).
    probeEveryMs: 5 * 60_000,
    rate: options.rate ?? rateUsual,
    pushService: "fcm",
    send: (request, signal) => send(house, request, signal),
    test: (signal) => test(house, signal),
    stop: () => {
      transport.stop();
      return Promise.resolve();
    },
  };
};

type Made = { readonly kind: "result"; readonly result: CallResult } | { readonly kind: "no-token"; readonly outcome: NoToken };

/** One call with a token; when Google does not take the token, once more with a new one. The first was certainly not sent then. */
const make = async (house: House, body: string, signal: AbortSignal): Promise<Made> => {
  const first = await house.tokens.get(signal);
  if (first.kind === "none") return { kind: "no-token", outcome: first.outcome };
  const result = await call(house, body, first.token, signal);
  if (!isTokenRefused(result)) return { kind: "result", result };
  const second = await house.tokens.get(signal, first.token);
  if (second.kind === "none") return { kind: "no-token", outcome: second.outcome };
  return { kind: "result", result: await call(house, body, second.token, signal) };
};

const isTokenRefused = (result: CallResult): boolean => {
  const error = readFcmError(result);
  return error?.status === 401 && error.fcmCode !== "THIRD_PARTY_AUTH_ERROR";
};

const call = ({ account, baseUrl, transport }: House, body: string, token: string, signal: AbortSignal): Promise<CallResult> =>
  transport.call(
    {
      method: "POST",
      url: `${baseUrl}/v1/projects/${account.projectId}/messages:send`,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      freshConnection: false,
    },
    signal,
  );

const send = async (house: House, request: SendRequest, signal: AbortSignal): Promise<SendOutcome> => {
  const token = fcmTokenOf(request);
  const message = fcmMessageOf(request, house.clock.now());
  if (message === undefined) return tooLate;
  const bytes = fcmPayloadBytes(request);
  if (bytes > pushBytesMax) return tooLarge(bytes);
  const made = await make(house, JSON.stringify(message), signal);
  if (made.kind === "no-token") return made.outcome;
  const outcome = classifyFcm(made.result, house.clock.now(), house.strangers.isDevice(token));
  if (outcome.kind === "accepted") house.strangers.proven();
  if (outcome.kind === "broken-lane" && outcome.code === "fcm-sender-id-mismatch") house.strangers.doubted(token);
  return outcome;
};

/** Sends to a topic with `validate_only`: proves key, API and permission, and reaches nobody. */
const test = async (house: House, signal: AbortSignal): Promise<TestResult> => {
  const made = await make(house, JSON.stringify(fcmTestMessage), signal);
  const outcome = made.kind === "no-token" ? made.outcome : classifyFcm(made.result, house.clock.now());
  switch (outcome.kind) {
    case "accepted":
      return { ok: true, sentence: `The key works, and the project ${house.account.projectId} may send pushes.` };
    case "broken-lane":
      return { ok: false, problem: outcome.problem };
    case "deferred":
      return passing(fcmProblem(outcome.code === "rate-limited" ? "fcm-busy" : "fcm-unreachable"));
    case "rejected":
      return passing(fcmProblem("fcm-strange-answer"));
    case "unknown":
      return passing(fcmProblem(outcome.code === "answer-lost" ? "fcm-unreachable" : "fcm-strange-answer"));
  }
};
