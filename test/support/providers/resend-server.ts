import { startLoopbackServer, type LoopbackOptions, type LoopbackServer, type ReceivedCall, type ServedAnswer } from "./loopback-server.ts";

export interface ResendAcceptance {
  readonly id: string;
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly at: number;
}

export interface ResendServer extends LoopbackServer {
  /** What was really taken, oldest first; a replay adds nothing. */
  accepted(): readonly ResendAcceptance[];
  /** What the list of messages says about one from now on; `sent` before. */
  setLastEvent(id: string, event: string): void;
}

export interface ResendServerOptions extends LoopbackOptions {
  readonly apiKey?: string;
  /** Requests per second that the answers promise (`ratelimit-limit`). Not enforced: see `failNext`. */
  readonly perSecond?: number;
  readonly domains?: readonly { readonly name: string; readonly status: string }[];
}

export const loopbackResendKey = "re_loopback_0123456789";
/** Resend's key life (providers.md 1.2). */
const keyLifeMs = 24 * 60 * 60 * 1000;

type Stored = { readonly body: string; readonly at: number; readonly id: string | undefined };

/** Resend's `POST /emails` and `GET /domains` as providers.md 1.1 to 1.4 tell, with keys as in 1.2. */
export const startResendServer = async (options: ResendServerOptions = {}): Promise<ResendServer> => {
  const {
    apiKey = loopbackResendKey,
    perSecond = 2,
    domains = [{ name: "wedding.usher.test", status: "verified" }],
    latencyMs = 0,
  } = options;
  const accepted: ResendAcceptance[] = [];
  const keys = new Map<string, Stored>();
  const lastEvents = new Map<string, string>();
  /** Newest first, after the message that the caller saw last (providers.md 1.2). */
  const listed = (query: URLSearchParams): ServedAnswer => {
    const newest = accepted.toReversed();
    const from = newest.findIndex(({ id }) => id === query.get("after")) + 1;
    const page = newest.slice(from, from + Number(query.get("limit") ?? 20));
    const data = page.map(({ id, to, subject, at }) => ({
      id,
      to: [to],
      subject,
      created_at: new Date(at).toISOString(),
      last_event: lastEvents.get(id) ?? "sent",
    }));
    return { status: 200, body: { object: "list", has_more: from + page.length < newest.length, data } };
  };
  const take = async (call: ReceivedCall): Promise<ServedAnswer> => {
    const key = String(call.headers["idempotency-key"] ?? "");
    if (key.length > 256) return refusal(400, "invalid_idempotency_key");
    const mail = mailOf(call.body);
    const wrong = mail === undefined ? "validation_error" : faultOf(mail);
    if (mail === undefined || wrong !== undefined) return refusal(wrong === "validation_error" ? 400 : 422, wrong ?? "validation_error");
    const earlier = keys.get(key);
    if (key !== "" && earlier !== undefined && Date.now() - earlier.at < keyLifeMs) {
      if (earlier.body !== call.body) return refusal(409, "invalid_idempotent_request");
      return earlier.id === undefined ? refusal(409, "concurrent_idempotent_requests") : { status: 200, body: { id: earlier.id } };
    }
    keys.set(key, { body: call.body, at: Date.now(), id: undefined });
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const id = `00000000-0000-4000-8000-${String(accepted.length).padStart(12, "0")}`;
    accepted.push({ id, key, to: mail.to[0] ?? "", subject: mail.subject, messageId: mail.tags["message"] ?? "", at: Date.now() });
    keys.set(key, { body: call.body, at: Date.now(), id });
    return { status: 200, body: { id } };
  };
  const answer = async (call: ReceivedCall): Promise<ServedAnswer> => {
    const refused = doorOf(call, apiKey);
    if (refused !== undefined) return refused;
    const given =
      call.url.pathname === "/domains"
        ? { status: 200, body: { object: "list", has_more: false, data: domains } }
        : call.method === "GET"
          ? listed(call.url.searchParams)
          : await take(call);
    return { ...given, headers: { "ratelimit-limit": String(perSecond), "ratelimit-remaining": "1", "ratelimit-reset": "1" } };
  };
  // The provider thinks between reading the key and answering, so that a second call meets the first one running.
  const server = await startLoopbackServer(answer, options.fault === undefined ? {} : { fault: options.fault });
  return { ...server, accepted: () => accepted, setLastEvent: (id, event) => void lastEvents.set(id, event) };
};

export const refusal = (status: number, name: string): ServedAnswer => ({
  status,
  body: { statusCode: status, name, message: `refused: ${name}` },
});

const doorOf = ({ method, url, headers }: ReceivedCall, apiKey: string): ServedAnswer | undefined => {
  if (headers["user-agent"] === undefined) return refusal(403, "validation_error");
  if (headers["authorization"] === undefined) return refusal(401, "missing_api_key");
  if (headers["authorization"] !== `Bearer ${apiKey}`) return refusal(403, "invalid_api_key");
  const known: Readonly<Record<string, readonly string[]>> = { "/emails": ["POST", "GET"], "/domains": ["GET"] };
  const methods = known[url.pathname];
  if (methods === undefined) return refusal(404, "not_found");
  return methods.includes(method) ? undefined : refusal(405, "method_not_allowed");
};

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly tags: Readonly<Record<string, string>>;
}

const mailOf = (body: string): Mail | undefined => {
  try {
    const {
      from = "",
      to = [],
      subject = "",
      tags = [],
    } = JSON.parse(body) as {
      from?: string;
      to?: string | string[];
      subject?: string;
      tags?: { name: string; value: string }[];
    };
    return { from, to: [to].flat(), subject, tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])) };
  } catch {
    return undefined;
  }
};

const faultOf = ({ from, to, subject, tags }: Mail): string | undefined => {
  if (from === "" || subject === "" || to.length === 0) return "missing_required_field";
  if (to.length > 50 || to.some((address) => !/^\S+@\S+\.\S+$/u.test(address))) return "validation_error";
  const legal = Object.entries(tags)
    .flat()
    .every((word) => /^[A-Za-z0-9_-]{1,256}$/u.test(word));
  return legal ? undefined : "invalid_parameter";
};
