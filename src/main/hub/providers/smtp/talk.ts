import { Readable } from "node:stream";
import type SmtpConnection from "nodemailer/lib/smtp-connection";
import type { SMTPConnectionOptions, SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import type { SmtpMessage } from "./message-of.ts";
import { replyOf, type SmtpResult, type SmtpStage } from "./result.ts";
import { isLoopbackHost, type SmtpAccount } from "./server-address.ts";

/** One conversation with the server, logged in: it takes messages one after the other. */
export interface Talk {
  send(message: SmtpMessage, signal: AbortSignal): Promise<SmtpResult>;
  /** Asks for nothing, so that the answer shows that the server is still there. Undefined when it is. */
  ping(signal: AbortSignal): Promise<Failure | undefined>;
  /** Says goodbye. */
  quit(): void;
  close(): void;
}

export type Failure = Exclude<SmtpResult, { kind: "taken" | "no-answer" }>;

/** A server that needs longer is no help; each is a wait of its own (providers.md 6.1). */
const connectMsMax = 10_000;
const greetingMsMax = 10_000;
/** Silence. Servers that look at the content may take their time after the final dot; the caller's own limit is above it all. */
const silenceMsMax = 60_000;
const goodbyeMsMax = 1_000;
/** Replies are lines; a server that never ends one is none. */
const replyBytesMax = 64_000;

/** Exported for its test: what protects the connection. */
export const connectionOptionsOf = ({ host, port, security }: SmtpAccount): SMTPConnectionOptions => ({
  host,
  port,
  secure: security === "tls",
  // Whoever is on the way can hide the offer of encryption, so going without is never an answer to its absence.
  requireTLS: security === "starttls",
  opportunisticTLS: false,
  tls: { minVersion: "TLSv1.2", rejectUnauthorized: !isLoopbackHost(host) },
  // The name of this computer is nobody's business.
  name: "[127.0.0.1]",
  connectionTimeout: connectMsMax,
  greetingTimeout: greetingMsMax,
  dnsTimeout: connectMsMax,
  socketTimeout: silenceMsMax,
  socketCloseTimeout: goodbyeMsMax,
  maxResponseSize: replyBytesMax,
  // It would write down what was said, passwords masked but guests not.
  logger: false,
});

/** Connects, encrypts, logs in. Never throws. */
export const openTalk = async (
  account: SmtpAccount,
  signal: AbortSignal,
): Promise<{ readonly talk: Talk } | { readonly failure: Failure }> => {
  if (signal.aborted) return { failure: { kind: "not-sent", stage: "connect", code: "aborted" } };
  // Loaded at first use: most weddings have no mail server of their own.
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const connection = new Connection(connectionOptionsOf(account));
  // Whatever goes wrong between two messages shows at the next one.
  connection.on("error", () => undefined);
  const failed = (error: StepError, stage: SmtpStage): { failure: Failure } => {
    connection.close();
    return { failure: failureOf(error, stage) };
  };
  const connected = await step<void>(connection, signal, (done) => connection.connect((error) => done(error ?? null)));
  if (!connected.ok) return failed(connected.error, "connect");
  if (connection.allowsAuth) {
    const { user, password } = account;
    const loggedIn = await step<boolean>(connection, signal, (done) => connection.login({ user, pass: password }, done));
    if (!loggedIn.ok) return failed(loggedIn.error, "login");
  } else if (!isLoopbackHost(account.host)) {
    return failed({ code: "login-not-offered" }, "login");
  }
  return { talk: talkOver(connection) };
};

const talkOver = (connection: SmtpConnection): Talk => ({
  send: (message, signal) => send(connection, message, signal),
  ping: async (signal) => {
    const result = await step<boolean>(connection, signal, (done) => connection.reset(done));
    return result.ok ? undefined : failureOf(result.error, "login");
  },
  quit: () => (connection.destroyed ? undefined : connection.quit()),
  close: () => connection.close(),
});

/** Small enough that a body which does not fit the connection's buffers stops before its end. */
const pieceBytes = 16_384;

const send = async (connection: SmtpConnection, message: SmtpMessage, signal: AbortSignal): Promise<SmtpResult> => {
  const { from, to, mime } = message;
  let dotDue = false;
  const pieces = function* (): Generator<Buffer> {
    for (let at = 0; at < mime.length; at += pieceBytes) yield mime.subarray(at, at + pieceBytes);
    // The final dot is written once this has ended, never earlier.
    dotDue = true;
  };
  const envelope = { from, to: [to], size: mime.length, use8BitMime: false };
  const result = await step<SMTPConnectionSendInfo>(connection, signal, (done) => connection.send(envelope, Readable.from(pieces()), done));
  if (!result.ok) {
    if (!dotDue) return failureOf(result.error, "sender");
    const reply = replyOf(result.error.response);
    return reply === undefined ? { kind: "no-answer", code: codeOf(result.error) } : { kind: "refused", stage: "content", reply };
  }
  const { response, serverMessageId, accepted } = result.value;
  return dotDue && /^2\d\d(?:[ -]|$)/u.test(response) && accepted.length === 1
    ? { kind: "taken", serverMessageId: serverMessageId ?? null }
    : { kind: "no-answer", code: "strange-answer" };
};

/** What nodemailer tells of an error; the rest of it may hold addresses. */
interface StepError {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly timeoutType?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
}

type Step<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: StepError };

/** One thing asked of the connection. Ends with its answer, its error, its end or the signal, whichever comes first. */
const step = <Value>(
  connection: SmtpConnection,
  signal: AbortSignal,
  ask: (done: (error: StepError | null, value?: Value) => void) => void,
): Promise<Step<Value>> => {
  const { promise, resolve } = Promise.withResolvers<Step<Value>>();
  const onError = (error: StepError): void => resolve({ ok: false, error });
  const onEnd = (): void => resolve({ ok: false, error: { code: "ECONNECTION" } });
  const onAbort = (): void => {
    resolve({ ok: false, error: { code: signal.reason === lateReason ? "timeout" : "aborted" } });
    connection.close();
  };
  connection.on("error", onError);
  connection.on("end", onEnd);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  else ask((error, value) => resolve(error === null ? { ok: true, value: value as Value } : { ok: false, error }));
  return promise.finally(() => {
    connection.off("error", onError);
    connection.off("end", onEnd);
    signal.removeEventListener("abort", onAbort);
  });
};

/** The reason by which a signal says that time ran out, rather than that somebody changed their mind. */
export const lateReason = Symbol("late");

const stages: readonly (readonly [RegExp, SmtpStage])[] = [
  [/^MAIL FROM/u, "sender"],
  [/^RCPT TO/u, "recipient"],
  [/^DATA/u, "data"],
  [/^AUTH/u, "login"],
  [/^STARTTLS/u, "encryption"],
  [/^(?:EHLO|HELO)/u, "connect"],
];

const failureOf = (error: StepError, asked: SmtpStage): Failure => {
  const stage = stages.find(([words]) => words.test(error.command ?? ""))?.[1] ?? asked;
  const reply = replyOf(error.response);
  if (reply !== undefined) return { kind: "refused", stage, reply };
  // Its own check against the size that the server announced: the server would say the same.
  if (error.code === "EMESSAGE" && error.command === "MAIL FROM")
    return { kind: "refused", stage: "sender", reply: { code: 552, enhanced: "5.3.4", text: "" } };
  return { kind: "not-sent", stage, code: codeOf(error) };
};

const codeOf = ({ code = "", originalCode, timeoutType, response, command }: StepError): string => {
  if (response !== undefined && code !== "ETLS") return "strange-answer";
  if (code === "EAUTH" && command === "API") return "login-not-offered";
  return (
    (originalCode ?? timeoutType ?? code)
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/gu, "-")
      .slice(0, 60) || "connection-failed"
  );
};
