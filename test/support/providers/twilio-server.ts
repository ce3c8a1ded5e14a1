import { startLoopbackServer, type LoopbackOptions, type LoopbackServer, type ReceivedCall, type ServedAnswer } from "./loopback-server.ts";

export interface TwilioAcceptance {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly validityPeriod: number;
  readonly statusCallback: string | null;
  /** The template that it was made from; null for a plain text. */
  readonly contentSid: string | null;
  readonly createdAt: number;
}

export interface TwilioServer extends LoopbackServer {
  /** What was really taken, oldest first. */
  accepted(): readonly TwilioAcceptance[];
  /** What look-ups will say about a message from now on. */
  setStatus(sid: string, status: string, errorCode?: number): void;
  /** What look-ups will say that it cost, as Twilio writes it: `-0.00830`. */
  setPrice(sid: string, price: string, unit: string): void;
  /** The templates that the account has from now on. */
  setTemplates(...templates: readonly LoopbackTemplate[]): void;
  /** Look-ups will not find it any more (lists lag behind). */
  hide(sid: string): void;
}

/** A text template for WhatsApp; `status` is WhatsApp's word on it. */
export interface LoopbackTemplate {
  readonly sid: string;
  readonly name: string;
  readonly body: string;
  readonly status: "approved" | "pending" | "rejected";
  /** Default: a plain text. */
  readonly type?: string;
}

export interface TwilioServerOptions extends LoopbackOptions {
  readonly accountSid?: string;
  readonly authToken?: string;
  readonly account?: { readonly status: string; readonly type: string };
}

export const loopbackTwilioSid = `AC${"0123456789abcdef".repeat(2)}`;
export const loopbackTwilioToken = "loopback-token-0123456789abcdef";

/** Twilio's own magic numbers (providers.md 3.1) and what they answer. */
const magicTo: Readonly<Record<string, number>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};
const magicFrom: Readonly<Record<string, number>> = { "+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611 };

/** Twilio's Messages and Account resources as providers.md section 3 tells: form in, JSON out, no keys at all. */
export const startTwilioServer = async (options: TwilioServerOptions = {}): Promise<TwilioServer> => {
  const { accountSid = loopbackTwilioSid, authToken = loopbackTwilioToken, account = { status: "active", type: "Full" } } = options;
  const accepted: TwilioAcceptance[] = [];
  const statuses = new Map<string, { readonly status: string; readonly errorCode: number | null }>();
  const prices = new Map<string, { readonly price: string; readonly price_unit: string }>();
  const hidden = new Set<string>();
  let templates: readonly LoopbackTemplate[] = [];
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  const create = (fields: URLSearchParams): ServedAnswer => {
    const template = templates.find(({ sid }) => sid === fields.get("ContentSid"));
    const refused = refusalOf(fields) ?? whatsappRefusalOf(fields, template);
    if (refused !== undefined) return twilioRefusal(refused === 21610 ? 400 : refused === 21611 ? 429 : 400, refused);
    const message: TwilioAcceptance = {
      sid: `SM${String(accepted.length).padStart(32, "0")}`,
      to: fields.get("To") ?? "",
      from: fields.get("From") ?? "",
      messagingServiceSid: fields.get("MessagingServiceSid"),
      body: template === undefined ? (fields.get("Body") ?? "") : filledIn(template.body, variablesOf(fields)),
      validityPeriod: Number(fields.get("ValidityPeriod") ?? 36_000),
      statusCallback: fields.get("StatusCallback"),
      contentSid: fields.get("ContentSid"),
      createdAt: Date.now(),
    };
    accepted.push(message);
    return { status: 201, body: resource(message, "queued") };
  };
  const list = (query: URLSearchParams): ServedAnswer => {
    const size = Number(query.get("PageSize") ?? 50);
    const found = accepted.filter((one) => !hidden.has(one.sid) && (query.get("To") ?? one.to) === one.to).reverse();
    const from = found.findIndex(({ sid }) => `PA${sid}` === query.get("PageToken")) + 1;
    const page = found.slice(from, from + size);
    const messages = page.map((one) => {
      const { status, errorCode } = statuses.get(one.sid) ?? { status: "queued", errorCode: null };
      return { ...resource(one, status), error_code: errorCode, ...prices.get(one.sid) };
    });
    const next = from + size < found.length ? `/next?Page=1&PageToken=PA${page.at(-1)?.sid ?? ""}` : null;
    return { status: 200, body: { messages, page: 0, page_size: size, next_page_uri: next } };
  };
  const answer = ({ method, url, headers, body }: ReceivedCall): ServedAnswer => {
    if (headers["authorization"] !== authorization) return twilioRefusal(401, 20003);
    const root = `/2010-04-01/Accounts/${accountSid}`;
    if (url.pathname === `${root}.json`) return { status: 200, body: { sid: accountSid, auth_token: authToken, ...account } };
    if (url.pathname === "/v1/ContentAndApprovals") return { status: 200, body: { contents: templates.map(contentOf) } };
    if (url.pathname !== `${root}/Messages.json`) return twilioRefusal(404, 20404);
    return method === "POST" ? create(new URLSearchParams(body)) : list(url.searchParams);
  };
  const server = await startLoopbackServer(answer, options);
  return {
    ...server,
    accepted: () => accepted,
    setStatus: (sid, status, errorCode) => void statuses.set(sid, { status, errorCode: errorCode ?? null }),
    setPrice: (sid, price, unit) => void prices.set(sid, { price, price_unit: unit }),
    setTemplates: (...next) => {
      templates = next;
    },
    hide: (sid) => void hidden.add(sid),
  };
};

export const twilioRefusal = (status: number, code: number): ServedAnswer => ({
  status,
  body: { code, message: `refused: ${code}`, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

const refusalOf = (fields: URLSearchParams): number | undefined => {
  const to = fields.get("To") ?? "";
  const from = fields.get("From") ?? fields.get("MessagingServiceSid") ?? "";
  if (to === "") return 21604;
  if (from === "") return 21603;
  if ((fields.get("Body") ?? "") === "" && fields.get("ContentSid") === null) return 21602;
  if ((fields.get("Body") ?? "").length > 1600) return 21617;
  const seconds = Number(fields.get("ValidityPeriod") ?? 36_000);
  if (!(seconds >= 1 && seconds <= 36_000)) return 90007;
  return magicTo[to] ?? magicFrom[from];
};

/** By WhatsApp only approved templates leave, filled in whole; other texts come back (providers.md 3.1, 3.4). */
const whatsappRefusalOf = (fields: URLSearchParams, template: LoopbackTemplate | undefined): number | undefined => {
  const byWhatsapp = (fields.get("To") ?? "").startsWith("whatsapp:");
  const from = fields.get("From");
  if (!byWhatsapp) return fields.get("ContentSid") === null ? undefined : 21654;
  if (from !== null && !from.startsWith("whatsapp:")) return 63007;
  if (fields.get("ContentSid") === null) return 63016;
  if (template === undefined) return 21655;
  if (template.status !== "approved") return 63016;
  const variables = variablesOf(fields);
  return [...template.body.matchAll(gap)].every(([, name = ""]) => (variables[name] ?? "") !== "") ? undefined : 21656;
};

const gap = /\{\{(\w+)\}\}/gu;

const variablesOf = (fields: URLSearchParams): Readonly<Record<string, string>> =>
  JSON.parse(fields.get("ContentVariables") ?? "{}") as Record<string, string>;

const filledIn = (body: string, variables: Readonly<Record<string, string>>): string =>
  body.replaceAll(gap, (_, name: string) => variables[name] ?? "");

const contentOf = ({ sid, name, body, status, type = "twilio/text" }: LoopbackTemplate) => ({
  sid,
  friendly_name: name,
  language: "en",
  variables: {},
  types: { [type]: { body } },
  approval_requests: { name, category: "UTILITY", content_type: type, status, rejection_reason: "" },
});

const resource = (message: TwilioAcceptance, status: string) => ({
  sid: message.sid,
  to: message.to,
  from: message.from === "" ? null : message.from,
  messaging_service_sid: message.messagingServiceSid,
  body: message.body,
  status,
  direction: "outbound-api",
  date_created: new Date(message.createdAt).toUTCString(),
  date_sent: null,
  num_segments: message.messagingServiceSid === null ? "1" : "0",
  price: null,
  error_code: null,
});
