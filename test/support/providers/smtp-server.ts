import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** Where something goes wrong: at the question of this name, or (`taken`) after the mail was taken and before the reply. */
export type SmtpMoment = "greeting" | "login" | "sender" | "recipient" | "content" | "taken";

/** One thing that goes wrong with one message. */
export type SmtpFault =
  /** Answers `451 4.7.1 Try later` instead of looking at it. */
  | { readonly do: "answer"; readonly at: Exclude<SmtpMoment, "taken">; readonly reply: string }
  | { readonly do: "reset" | "hang"; readonly at: SmtpMoment }
  /** Takes the mail, writes this in place of the reply, and closes. */
  | { readonly do: "write"; readonly text: string }
  /** Says nothing more after inviting the content, reads none of it, and resets once the line is full. */
  | { readonly do: "stop-reading" };

export interface SmtpAcceptance {
  readonly from: string;
  readonly to: readonly string[];
  /** As it stands in its header, angle brackets and all. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly encrypted: boolean;
}

export interface SmtpTestServer {
  readonly port: number;
  /** The next conversations or messages go wrong like this, one each. */
  failNext(...faults: readonly SmtpFault[]): void;
  /** What was really taken, oldest first; a repeat is a second message. */
  accepted(): readonly SmtpAcceptance[];
  connections(): number;
  logins(): number;
  /** Resolves once `count` moments of this kind were reached since the start. */
  reached(moment: SmtpMoment, count: number): Promise<void>;
  /** How often it was. */
  countOf(moment: SmtpMoment): number;
  /** Closes every open conversation, as servers do with idle ones; resolves when they are closed. */
  hangUp(): Promise<void>;
  /** Closes the port and every socket. Idempotent. */
  stop(): Promise<void>;
}

export interface SmtpTestServerOptions {
  /** Asked at each mail for its fault, after what `failNext` queued. */
  readonly fault?: (mail: number) => SmtpFault | undefined;
  readonly secure?: boolean;
  /** Offers and takes STARTTLS, with a certificate that nobody knows. */
  readonly starttls?: boolean;
  readonly offersLogin?: boolean;
  readonly pipelining?: boolean;
  readonly bytesMax?: number;
}

export const loopbackSmtpUser = "hello@wedding.usher.test";
export const loopbackSmtpPassword = "loopback-app-password-0123";

/** A real SMTP server on 127.0.0.1 (nodemailer's `smtp-server`) that goes wrong on demand. */
export const startSmtpServer = async (options: SmtpTestServerOptions = {}): Promise<SmtpTestServer> => {
  const accepted: SmtpAcceptance[] = [];
  const queued: SmtpFault[] = [];
  const sockets = new Map<number, Socket>();
  const counts = new Map<SmtpMoment, number>();
  const waiting = new Set<() => void>();
  let opened = 0;
  let logins = 0;
  let mails = 0;
  const socketOf = ({ remotePort }: SMTPServerSession): Socket | undefined => sockets.get(remotePort);
  const reach = (moment: SmtpMoment): void => {
    counts.set(moment, (counts.get(moment) ?? 0) + 1);
    for (const look of waiting) look();
  };
  /** The queued fault, if it belongs to this moment. */
  const faultAt = (moment: SmtpMoment): SmtpFault | undefined => {
    const [next] = queued;
    const at = next === undefined ? undefined : "at" in next ? next.at : "taken";
    return at === moment ? queued.shift() : undefined;
  };
  const meet = (moment: Exclude<SmtpMoment, "content" | "taken">, session: SMTPServerSession, goOn: (error?: Error) => void): void => {
    reach(moment);
    if (moment === "sender" && queued.length === 0) {
      const fault = options.fault?.((mails += 1));
      if (fault !== undefined) queued.push(fault);
    }
    const fault = faultAt(moment);
    if (fault?.do === "answer") return goOn(replyError(fault.reply));
    if (fault?.do === "reset") return void socketOf(session)?.resetAndDestroy();
    if (fault?.do !== "hang") goOn();
  };
  const take = (stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null, text?: string) => void): void => {
    const socket = socketOf(session);
    reach("content");
    if (queued[0]?.do === "stop-reading") {
      queued.shift();
      // Whatever comes is left in the line: the sender must stop in the middle.
      socket?.pause();
      return;
    }
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const early = faultAt("content");
      if (early?.do === "answer") return done(replyError(early.reply));
      if (early?.do === "reset") return void socket?.resetAndDestroy();
      if (early?.do === "hang") return;
      if (stream.sizeExceeded) return done(replyError("552 5.3.4 Message too big"));
      accepted.push(acceptanceOf(Buffer.concat(chunks).toString("utf8"), session));
      reach("taken");
      const late = faultAt("taken");
      if (late?.do === "reset") return void socket?.resetAndDestroy();
      if (late?.do === "hang") return;
      if (late?.do === "write") return void socket?.end(late.text);
      done(null, `2.0.0 Ok: queued as ${accepted.length}`);
    });
  };
  const server = new SMTPServer({
    secure: options.secure ?? false,
    name: "mail.usher.test",
    logger: false,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    authOptional: options.offersLogin === false,
    disabledCommands: [...(options.starttls === true ? [] : ["STARTTLS"]), ...(options.offersLogin === false ? ["AUTH"] : [])],
    hidePIPELINING: options.pipelining === false,
    ...(options.bytesMax === undefined ? {} : { size: options.bytesMax }),
    onConnect: (session, done) => meet("greeting", session, done),
    onAuth: (auth, session, done) =>
      meet("login", session, (error) => {
        if (error !== undefined) return done(error);
        if (auth.username !== loopbackSmtpUser || auth.password !== loopbackSmtpPassword)
          return done(replyError("535 5.7.8 Bad credentials"));
        logins += 1;
        done(null, { user: auth.username });
      }),
    onMailFrom: (_, session, done) => meet("sender", session, done),
    onRcptTo: (_, session, done) => meet("recipient", session, done),
    onData: take,
  });
  server.on("error", () => undefined);
  server.server.prependListener("connection", (socket: Socket) => {
    opened += 1;
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on("close", () => sockets.delete(remotePort));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    failNext: (...faults) => void queued.push(...faults),
    accepted: () => accepted,
    connections: () => opened,
    logins: () => logins,
    countOf: (moment) => counts.get(moment) ?? 0,
    reached: (moment, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((counts.get(moment) ?? 0) < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    hangUp: async () => {
      await Promise.all([...sockets.values()].map((socket) => new Promise((resolve) => socket.once("close", resolve).destroy())));
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

/** `451 4.7.1 Try later` as the error that makes `smtp-server` say so. */
const replyError = (reply: string): Error => Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });

const acceptanceOf = (raw: string, { envelope, secure }: SMTPServerSession): SmtpAcceptance => {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/gu, " ");
  const headers = Object.fromEntries(
    head.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return {
    from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    messageId: headers["message-id"] ?? "",
    headers,
    raw,
    encrypted: secure,
  };
};
