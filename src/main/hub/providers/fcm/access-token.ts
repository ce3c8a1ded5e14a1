import type { Clock } from "#hub/ports/index.ts";
import type { SendOutcome } from "../contract.ts";
import { signedToken } from "../push/signed-token.ts";
import { objectOf, retryAfterMsOf, type CallResult, type Transport } from "../transport.ts";
import { fcmProblem } from "./problems.ts";
import type { ServiceAccount } from "./service-account.ts";

/** Why there is no token; nothing of the message was sent. */
export type NoToken = Extract<SendOutcome, { kind: "deferred" | "broken-lane" }>;
export type TokenAnswer = { readonly kind: "token"; readonly token: string } | { readonly kind: "none"; readonly outcome: NoToken };

/** Google's access tokens for one service account. States: none, being fetched (everybody waits for the one call), held until shortly before its end. */
export interface AccessTokens {
  /** A token that is good for some minutes. `refused`: one that Google did not take, which is never given again. */
  get(signal: AbortSignal, refused?: string): Promise<TokenAnswer>;
}

export interface AccessTokenDeps {
  readonly account: ServiceAccount;
  readonly tokenUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

const scope = "https://www.googleapis.com/auth/firebase.messaging";
/** The longest that Google allows (providers.md 4.6). */
const assertionSeconds = 3600;
/** A token that ends on the way is a refusal; five minutes outlast any call. */
const endMarginMs = 5 * 60 * 1000;
/** However long an answer promises: the clock may have been set back meanwhile. */
const tokenLifeMsMax = 60 * 60 * 1000;

interface Held {
  readonly token: string;
  /** By the steady clock: a change of the computer's time must not make an old token young. */
  readonly until: number;
}

export const createAccessTokens = ({ account, tokenUrl, transport, clock }: AccessTokenDeps): AccessTokens => {
  let held: Held | undefined;
  let fetching: Promise<TokenAnswer> | undefined;
  // Not one message's signal: others wait for the same token. The transport ends the call in time, and with the provider.
  const unhurried = new AbortController().signal;
  const fetchToken = async (): Promise<TokenAnswer> => {
    const asked = clock.monotonic();
    const result = await transport.call(tokenCall(account, tokenUrl, clock.now()), unhurried);
    const answer = readTokenAnswer(result, clock.now());
    if (answer.kind === "none") return answer;
    held = { token: answer.token, until: asked + Math.min(answer.lifeMs, tokenLifeMsMax) - endMarginMs };
    return { kind: "token", token: answer.token };
  };
  return {
    get: async (signal, refused) => {
      if (signal.aborted) return { kind: "none", outcome: stopped };
      if (held !== undefined && (held.token === refused || clock.monotonic() >= held.until)) held = undefined;
      if (held !== undefined) return { kind: "token", token: held.token };
      fetching ??= fetchToken().finally(() => (fetching = undefined));
      return await orAborted(fetching, signal);
    },
  };
};

const stopped: NoToken = {
  kind: "deferred",
  scope: "lane",
  code: "aborted",
  detail: "Stopped before anything was sent.",
  retryAfterMs: null,
};

const orAborted = async (fetching: Promise<TokenAnswer>, signal: AbortSignal): Promise<TokenAnswer> => {
  const { promise, resolve } = Promise.withResolvers<TokenAnswer>();
  const end = (): void => resolve({ kind: "none", outcome: stopped });
  signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([fetching, promise]);
  } finally {
    signal.removeEventListener("abort", end);
  }
};

const tokenCall = ({ clientEmail, keyId, privateKey }: ServiceAccount, url: string, now: number) => {
  const iat = Math.floor(now / 1000);
  const assertion = signedToken("RS256", keyId, { iss: clientEmail, scope, aud: url, iat, exp: iat + assertionSeconds }, privateKey);
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }).toString(),
    freshConnection: false,
  } as const;
};

/** What the call for a token came to. Whatever it is, no message was sent. Pure. */
export const readTokenAnswer = (
  result: CallResult,
  now: number,
): { readonly kind: "token"; readonly token: string; readonly lifeMs: number } | { readonly kind: "none"; readonly outcome: NoToken } => {
  if (result.kind !== "answered") {
    return {
      kind: "none",
      outcome: result.code === "aborted" ? stopped : later("unreachable", `Google could not be reached (${result.code}).`),
    };
  }
  const { status, headers } = result;
  const { access_token: token, expires_in: seconds, error } = objectOf(result.body) ?? {};
  if (status === 200 && typeof token === "string" && /^[\x21-\x7e]{8,4096}$/u.test(token)) {
    return { kind: "token", token, lifeMs: typeof seconds === "number" && seconds > 0 ? seconds * 1000 : 0 };
  }
  return { kind: "none", outcome: refusedToken(status, error, retryAfterMsOf(headers, now)) };
};

const refusedStatuses: ReadonlySet<number> = new Set([400, 401, 403]);

const refusedToken = (status: number, error: unknown, retryAfterMs: number | null): NoToken => {
  if (status === 429) return later("rate-limited", "Google asked to slow down.", retryAfterMs);
  // A refusal counts only in Google's own words.
  if (typeof error !== "string" || !refusedStatuses.has(status))
    return later("token-strange-answer", `Google gave no access token (${status}).`, retryAfterMs);
  const code = error === "invalid_grant" ? "fcm-invalid-grant" : "fcm-token-refused";
  return { kind: "broken-lane", code, problem: fcmProblem(code) };
};

const later = (code: string, detail: string, retryAfterMs: number | null = null): NoToken => ({
  kind: "deferred",
  scope: "lane",
  code,
  detail,
  retryAfterMs,
});
