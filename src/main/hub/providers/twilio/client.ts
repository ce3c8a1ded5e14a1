import type { Twilio, ClientOpts } from "./sdk-types.ts";
import type { CallResult, Transport } from "../transport.ts";

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly baseUrl: string;
}

export const twilioBaseUrl = "https://api.twilio.com";

/** What the SDK asks of its HTTP client. */
interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface SdkAnswer {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TwilioCall {
  readonly client: Twilio;
  /** What the last call of `client` really came to; the SDK's own error erases it. */
  result(): CallResult | undefined;
}

/** The official client, loaded at first use (about 0.4 s and 22 MB), over our transport, for one call. */
export const openTwilioCall = async (account: TwilioAccount, transport: Transport, signal: AbortSignal): Promise<TwilioCall> => {
  const { Twilio: Client } = (await import("twilio")).default;
  let result: CallResult | undefined;
  const request = async (asked: SdkRequest): Promise<SdkAnswer> => {
    result = await transport.call(callOf(account, asked), signal);
    if (result.kind !== "answered") throw new Error(result.kind);
    return { statusCode: result.status, body: result.body ?? "", headers: Object.fromEntries(result.headers) };
  };
  // The SDK calls `request` alone; the rest of its class is axios, which would hide what we must know.
  const httpClient = { request } as unknown as NonNullable<ClientOpts["httpClient"]>;
  const client = new Client(account.accountSid, account.authToken, { httpClient, env: {} });
  return { client, result: () => result };
};

const callOf = (account: TwilioAccount, asked: SdkRequest) => {
  const url = new URL(asked.uri.replace(/^https:\/\/(?:api|content)\.twilio\.com/u, houseOf(account)));
  for (const [name, value] of fieldsOf(asked.params)) url.searchParams.append(name, value);
  const basic = Buffer.from(`${asked.username ?? ""}:${asked.password ?? ""}`).toString("base64");
  const post = asked.method.toLowerCase() === "post";
  return {
    method: post ? ("POST" as const) : ("GET" as const),
    url: url.href,
    headers: { ...asked.headers, Authorization: `Basic ${basic}` },
    body: post ? new URLSearchParams(fieldsOf(asked.data)).toString() : null,
    freshConnection: true,
  };
};

/** Templates live in a house of their own at Twilio; a loopback server is both. */
const houseOf =
  ({ baseUrl }: TwilioAccount) =>
  (house: string): string =>
    baseUrl === twilioBaseUrl ? house : baseUrl;

const fieldsOf = (fields: Readonly<Record<string, unknown>> = {}): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (isWord(one) ? [[name, String(one)]] : [])),
  );

const isWord = (value: unknown): value is string | number | boolean => ["string", "number", "boolean"].includes(typeof value);
