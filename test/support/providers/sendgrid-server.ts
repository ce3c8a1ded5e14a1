import { startLoopbackServer, type LoopbackOptions, type LoopbackServer, type ReceivedCall, type ServedAnswer } from "./loopback-server.ts";

export interface SendgridAcceptance {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly customArgs: Readonly<Record<string, string>>;
  readonly at: number;
}

export interface SendgridServer extends LoopbackServer {
  /** What was really taken, oldest first; a repeat is a second message. */
  accepted(): readonly SendgridAcceptance[];
  /** What the log will say about a message from now on. */
  setStatus(id: string, status: string, reason?: string): void;
  /** The log will not show it any more: it lags behind. */
  hide(id: string): void;
}

export interface SendgridServerOptions extends LoopbackOptions {
  readonly apiKey?: string;
  readonly scopes?: readonly string[];
  /** Domains that the account may write from. */
  readonly domains?: readonly string[];
  /** Whether the account may read its log of messages, default yes. */
  readonly hasLog?: boolean;
  /** When it takes a message, by its own clock. */
  readonly now?: () => number;
}

export const loopbackSendgridKey = "SG.loopback.0123456789abcdef";
/** providers.md 2.1. */
const customArgsBytesMax = 10_000;
const bytesMax = 30_000_000;
const forbiddenHeaders =
  /^(?:x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/iu;

/** SendGrid's `POST /v3/mail/send` and `GET /v3/scopes` as providers.md 2.1 to 2.4 tell: 202 without a body, no keys at all. */
export const startSendgridServer = async (options: SendgridServerOptions = {}): Promise<SendgridServer> => {
  const {
    apiKey = loopbackSendgridKey,
    scopes = ["mail.send", "sender_verification_eligible"],
    domains = ["wedding.usher.test"],
    hasLog = true,
    now = Date.now,
  } = options;
  const accepted: SendgridAcceptance[] = [];
  const log = createLog(accepted);
  const take = (call: ReceivedCall): ServedAnswer => {
    if (!scopes.includes("mail.send")) return sendgridRefusal(403, "access forbidden");
    if (Buffer.byteLength(call.body) > bytesMax) return sendgridRefusal(413, "Payload too large");
    const mail = mailOf(call.body);
    const refused = mail === undefined ? sendgridRefusal(400, "Bad Request") : refusalOf(mail, domains);
    if (mail === undefined || refused !== undefined) return refused ?? sendgridRefusal(400, "Bad Request");
    const id = `loopback${String(accepted.length).padStart(14, "0")}`;
    accepted.push({
      id,
      to: mail.personalizations?.[0]?.to?.[0]?.email ?? "",
      from: mail.from?.email ?? "",
      subject: mail.subject ?? "",
      customArgs: mail.custom_args ?? {},
      at: now(),
    });
    return { status: 202, body: "", headers: { "content-type": "text/plain; charset=utf-8", "x-message-id": id } };
  };
  const answer = (call: ReceivedCall): ServedAnswer => {
    if (call.headers["authorization"] !== `Bearer ${apiKey}`)
      return sendgridRefusal(401, "The provided authorization grant is invalid, expired, or revoked");
    if (call.url.pathname.startsWith("/v3/logs")) return hasLog ? log.answer(call) : sendgridRefusal(403, "access forbidden");
    const known = { "/v3/mail/send": "POST", "/v3/scopes": "GET" }[call.url.pathname];
    if (known === undefined) return sendgridRefusal(404, "not found");
    if (known !== call.method) return sendgridRefusal(405, "method not allowed");
    const given: ServedAnswer = known === "GET" ? { status: 200, body: { scopes } } : take(call);
    const reset = String(Math.floor(Date.now() / 1000) + 1);
    return {
      ...given,
      headers: { "x-ratelimit-limit": "600", "x-ratelimit-remaining": "599", "x-ratelimit-reset": reset, ...given.headers },
    };
  };
  const server = await startLoopbackServer(answer, options);
  return { ...server, accepted: () => accepted, setStatus: log.setStatus, hide: log.hide };
};

/** `/v3/logs` over what was taken, newest first: only the fields and comparisons that SendGrid documents. */
const createLog = (accepted: readonly SendgridAcceptance[]) => {
  const statuses = new Map<string, { readonly status: string; readonly reason: string }>();
  const hidden = new Set<string>();
  const rowOf = ({ id, to, from, subject, at }: SendgridAcceptance) => ({
    sg_message_id: `${id}.recvd-1.2.3`,
    to_email: to,
    from_email: from,
    subject,
    status: "processed",
    reason: "",
    ...statuses.get(id),
    sg_message_id_created_at: new Date(at).toISOString(),
  });
  const list = ({ query = "", limit = 10 }: { readonly query?: string; readonly limit?: number }): ServedAnswer => {
    const conditions = query.split(" AND ").map((text) => /^(\w+) (=|>=|<=) (?:TIMESTAMP )?"([^"]*)"$/u.exec(text));
    if (limit < 1 || limit > 1_000 || conditions.includes(null)) return sendgridRefusal(400, "invalid query");
    const holds = (one: SendgridAcceptance): boolean =>
      conditions.every((condition) => {
        const [, field, operator, value = ""] = condition ?? [];
        if (field === "to_email") return operator === "=" && one.to === value;
        return operator === ">=" ? one.at >= Date.parse(value) : one.at <= Date.parse(value);
      });
    const found = accepted.filter((one) => !hidden.has(one.id) && holds(one)).toReversed();
    return { status: 200, body: { messages: found.slice(0, limit).map(rowOf) } };
  };
  return {
    setStatus: (id: string, status: string, reason = "") => void statuses.set(id, { status, reason }),
    hide: (id: string) => void hidden.add(id),
    answer: ({ method, url, body }: ReceivedCall): ServedAnswer => {
      if (method === "POST") return list(JSON.parse(body) as object);
      const id = url.pathname.split("/").at(-1)?.split(".")[0];
      const one = accepted.find((row) => row.id === id);
      return one === undefined
        ? sendgridRefusal(404, "not found")
        : { status: 200, body: { ...rowOf(one), custom_args: one.customArgs, events: [] } };
    },
  };
};

export const sendgridRefusal = (status: number, message: string, field: string | null = null): ServedAnswer => ({
  status,
  body: { errors: [{ message, field, help: null }] },
});

interface Mail {
  readonly personalizations?: readonly { readonly to?: readonly { readonly email?: string }[] }[];
  readonly from?: { readonly email?: string };
  readonly subject?: string;
  readonly content?: readonly { readonly type?: string; readonly value?: string }[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly custom_args?: Readonly<Record<string, string>>;
}

const mailOf = (body: string): Mail | undefined => {
  try {
    return JSON.parse(body) as Mail;
  } catch {
    return undefined;
  }
};

const isAddress = (text: string | undefined): boolean => text !== undefined && /^\S+@\S+\.\S+$/u.test(text);

const refusalOf = (mail: Mail, domains: readonly string[]): ServedAnswer | undefined => {
  const { personalizations = [], from, subject = "", content = [], headers = {}, custom_args = {} } = mail;
  const to = personalizations.flatMap((one) => one.to ?? []);
  if (to.length === 0) return sendgridRefusal(400, "The to array is required", "personalizations.0.to");
  const wrong = to.findIndex(({ email }) => !isAddress(email));
  if (wrong >= 0) return sendgridRefusal(400, "Does not contain a valid address.", `personalizations.0.to.${wrong}.email`);
  if (!isAddress(from?.email)) return sendgridRefusal(400, "Does not contain a valid address.", "from.email");
  if (!domains.includes(from?.email?.split("@")[1] ?? ""))
    return sendgridRefusal(403, "The from address does not match a verified Sender Identity.", "from");
  if (subject === "") return sendgridRefusal(400, "The subject is required.", "subject");
  if (content.length === 0 || content.some(({ value = "" }) => value === ""))
    return sendgridRefusal(400, "The content value must be a string at least one character in length.", "content.0.value");
  if (content.findIndex(({ type }) => type === "text/plain") > 0)
    return sendgridRefusal(400, "If present, text/plain must be first.", "content");
  const header = Object.keys(headers).find((name) => forbiddenHeaders.test(name));
  if (header !== undefined) return sendgridRefusal(400, "The header is reserved.", `headers.${header}`);
  return Buffer.byteLength(JSON.stringify(custom_args)) > customArgsBytesMax
    ? sendgridRefusal(400, "The custom_args are too big.", "custom_args")
    : undefined;
};
