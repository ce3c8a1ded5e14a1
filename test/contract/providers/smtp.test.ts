import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Provider, SendOutcome, SendRequest } from "#hub/providers/contract.ts";
import { emailPayloadOf, type EmailPayload } from "#hub/providers/mailbox.ts";
import { createSmtpProvider, type SmtpOptions } from "#hub/providers/smtp/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { requestOf } from "#test/providers/requests.ts";
import {
  loopbackSmtpPassword,
  loopbackSmtpUser,
  startSmtpServer,
  type SmtpFault,
  type SmtpTestServer,
  type SmtpTestServerOptions,
} from "#test/providers/smtp-server.ts";

const never = new AbortController().signal;
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

const openOn = (port: number, changed: Partial<SmtpOptions> = {}): Provider => {
  const provider = createSmtpProvider({
    host: "127.0.0.1",
    port,
    security: "plain",
    user: loopbackSmtpUser,
    password: loopbackSmtpPassword,
    from: "Léa & Omar <hello@wedding.usher.test>",
    clock: createSystemClock(),
    ...changed,
  });
  undo.unshift(() => provider.stop());
  return provider;
};

const open = async (
  changed: Partial<SmtpOptions> = {},
  options: SmtpTestServerOptions = {},
): Promise<{ server: SmtpTestServer; provider: Provider }> => {
  const server = await startSmtpServer(options);
  undo.unshift(server.stop);
  return { server, provider: openOn(server.port, changed) };
};

const emailWith = (name: string, changed: Partial<EmailPayload> = {}): SendRequest => {
  const request = requestOf("email", name);
  return { ...request, payload: { ...emailPayloadOf("test", request, { from: "" }), ...changed } };
};

const short = (outcome: SendOutcome): string =>
  "scope" in outcome
    ? `${outcome.kind} ${outcome.scope} ${outcome.code}`
    : `${outcome.kind} ${"code" in outcome ? outcome.code : ""}`.trim();

describe("smtp under faults", () => {
  const faults: readonly (readonly [string, SmtpFault, string, number])[] = [
    ["a busy greeting", { do: "answer", at: "greeting", reply: "421 4.3.2 Try later" }, "deferred lane server-busy", 0],
    ["a reset at the greeting", { do: "reset", at: "greeting" }, "deferred lane unreachable", 0],
    ["a refused login", { do: "answer", at: "login", reply: "535 5.7.8 No" }, "broken-lane login-refused", 0],
    ["a login for later", { do: "answer", at: "login", reply: "454 4.7.0 Later" }, "deferred lane server-busy", 0],
    ["a reset at the login", { do: "reset", at: "login" }, "deferred lane unreachable", 0],
    ["a refused sender", { do: "answer", at: "sender", reply: "550 5.7.1 Not yours" }, "broken-lane sender-refused", 0],
    ["a reset at the sender", { do: "reset", at: "sender" }, "deferred message connection-lost", 0],
    ["an unknown guest", { do: "answer", at: "recipient", reply: "550 5.1.1 Unknown" }, "rejected recipient recipient-unknown", 0],
    ["a greylisted guest", { do: "answer", at: "recipient", reply: "450 4.2.0 Greylisted" }, "deferred message recipient-later", 0],
    ["a reset at the guest", { do: "reset", at: "recipient" }, "deferred message connection-lost", 0],
    ["refused content", { do: "answer", at: "content", reply: "554 5.7.1 Spam" }, "rejected message content-refused", 0],
    ["content for later", { do: "answer", at: "content", reply: "451 4.7.1 Later" }, "deferred message later", 0],
    ["a goodbye in place of taking it", { do: "answer", at: "content", reply: "421 4.4.2 Closing" }, "deferred lane server-busy", 0],
    ["a reset after the content was read", { do: "reset", at: "content" }, "unknown answer-lost", 0],
    ["silence after the content was read", { do: "hang", at: "content" }, "unknown answer-lost", 0],
    ["a reset after the mail was taken", { do: "reset", at: "taken" }, "unknown answer-lost", 1],
    ["silence after the mail was taken", { do: "hang", at: "taken" }, "unknown answer-lost", 1],
    ["no reply at all", { do: "write", text: "" }, "unknown answer-lost", 1],
    ["half a reply", { do: "write", text: "25" }, "unknown answer-lost", 1],
    ["a reply without its end", { do: "write", text: "250 Ok" }, "unknown answer-lost", 1],
    ["a reply whose last line is missing", { do: "write", text: "250-Ok\r\n" }, "unknown answer-lost", 1],
    ["nonsense", { do: "write", text: "thank you\r\n" }, "unknown answer-lost", 1],
    ["a number that nobody knows", { do: "write", text: "299999\r\n" }, "unknown answer-lost", 1],
    ["a reply to another question", { do: "write", text: "354 Go ahead\r\n" }, "unknown answer-lost", 1],
    ["half a refusal", { do: "write", text: "5" }, "unknown answer-lost", 1],
    ["zeros", { do: "write", text: "\0\0\0\r\n" }, "unknown answer-lost", 1],
    ["a reply of two lines", { do: "write", text: "250-2.0.0 Ok\r\n250 queued\r\n" }, "accepted", 1],
  ];

  it.each(faults)("concludes no more than it can know from %s", async (_, fault, expected, accepted) => {
    const { server, provider } = await open({ timeoutMs: fault.do === "hang" ? 1_500 : 10_000 });
    server.failNext(fault);
    expect(short(await provider.send(emailWith("lea"), never))).toBe(expected);
    expect(server.accepted()).toHaveLength(accepted);
    // Whatever it was, the next mail does not suffer from it.
    expect(short(await provider.send(emailWith("omar"), never))).toBe("accepted");
    expect(server.accepted().at(-1)?.to).toEqual(["omar@guests.usher.test"]);
  });

  it.each(faults.filter(([, fault]) => fault.do === "answer" && ["sender", "recipient", "content"].includes(fault.at)))(
    "knows the same where the server wants each question by itself: %s",
    async (_, fault, expected) => {
      const { server, provider } = await open({}, { pipelining: false });
      server.failNext(fault);
      expect(short(await provider.send(emailWith("lea"), never))).toBe(expected);
      expect(server.accepted()).toHaveLength(0);
    },
  );

  it.each(["greeting", "login", "sender", "recipient"] as const)(
    "is certain that nothing left when the server falls silent at the %s",
    async (at) => {
      const { server, provider } = await open({ timeoutMs: 400 });
      server.failNext({ do: "hang", at });
      const outcome = await provider.send(emailWith("lea"), never);
      expect(outcome.kind).toBe("deferred");
      expect(server.countOf("taken")).toBe(0);
    },
  );

  it("is certain that nothing was sent when the line breaks before the final dot", async () => {
    const { server, provider } = await open({ timeoutMs: 1_500 });
    server.failNext({ do: "stop-reading" });
    const html = `<p>${"Dear Lea, please come. ".repeat(600_000)}</p>`;
    expect(await provider.send(emailWith("lea", { html }), never)).toMatchObject({ kind: "deferred" });
    expect(server.accepted()).toHaveLength(0);
  });

  it("ends before the final dot as not sent when it is called off, after it in doubt", async () => {
    const { server, provider } = await open();
    for (const [at, moment, expected] of [
      ["recipient", "recipient", "deferred lane aborted"],
      ["taken", "taken", "unknown answer-lost"],
    ] as const) {
      server.failNext({ do: "hang", at });
      const hurry = new AbortController();
      const sending = provider.send(emailWith("lea"), hurry.signal);
      await server.reached(moment, 1);
      hurry.abort();
      expect(short(await sending)).toBe(expected);
    }
  });

  it("refuses by itself what the server said to be too big", async () => {
    const { server, provider } = await open({}, { bytesMax: 5_000 });
    expect(short(await provider.send(emailWith("lea", { text: "long ".repeat(2_000) }), never))).toBe("rejected message too-large");
    expect(server.countOf("sender")).toBe(0);
  });

  it.each<[string, string]>([
    ["line", "Try later\r\n"],
    ["endless line", "220-".repeat(50_000)],
    ["greeting of another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ])("rests its lane at a server that greets with a strange %s", async (_, greeting) => {
    const port = await startRaw((socket) => socket.write(greeting));
    const outcome = await openOn(port, { timeoutMs: 2_000 }).send(emailWith("lea"), never);
    expect(outcome).toMatchObject({ kind: "deferred", scope: "lane" });
  });

  it("takes back nothing of a promise made before the content: a reply that comes too early is a doubt", async () => {
    const port = await startRaw((socket) => {
      const replies = ["250 mail.usher.test\r\n", "250 Ok\r\n", "250 Ok\r\n", "354 Go\r\n250 Ok\r\n"];
      socket.write("220 hello\r\n");
      socket.on("data", () => void socket.write(replies.shift() ?? ""));
    });
    const html = "Dear Lea. ".repeat(1_000_000);
    expect((await openOn(port, { timeoutMs: 3_000 }).send(emailWith("lea", { html }), never)).kind).toBe("unknown");
  });
});

/** A server that only says what it is told to. */
const startRaw = async (serve: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
};

describe("smtp under random faults", () => {
  it.each([1, 2])(
    "is certain only of what is true, seed %i",
    async (seed) => {
      const faults: readonly SmtpFault[] = [
        { do: "answer", at: "sender", reply: "451 4.7.1 Rate limit exceeded" },
        { do: "answer", at: "recipient", reply: "550 5.1.1 Unknown" },
        { do: "answer", at: "content", reply: "451 4.3.0 Later" },
        { do: "reset", at: "recipient" },
        { do: "reset", at: "content" },
        { do: "reset", at: "taken" },
        { do: "hang", at: "content" },
        { do: "hang", at: "taken" },
        { do: "write", text: "25" },
      ];
      const { server, provider } = await open(
        { timeoutMs: 500 },
        { fault: (mail) => (mail % 2 === 0 ? faults[(mail * seed) % faults.length] : undefined) },
      );
      const kinds = new Set<string>();
      for (let n = 0; n < 32; n += 1) {
        const request = emailWith(`g${n}`);
        const { kind } = await provider.send(request, never);
        kinds.add(kind);
        const taken = server.accepted().filter(({ to }) => to[0] === request.payload.to).length;
        if (kind === "unknown") expect(taken).toBeLessThanOrEqual(1);
        else expect([request.messageId, kind, taken]).toEqual([request.messageId, kind, kind === "accepted" ? 1 : 0]);
      }
      expect(kinds).toEqual(new Set(["accepted", "deferred", "rejected", "unknown"]));
    },
    30_000,
  );
});

describe("smtp's conversations", () => {
  it("log in once for many mails, and again when the server ended the silence", async () => {
    const { server, provider } = await open();
    for (const name of ["a", "b", "c"]) expect(short(await provider.send(emailWith(name), never))).toBe("accepted");
    expect([server.connections(), server.logins()]).toEqual([1, 1]);
    await server.hangUp();
    expect(short(await provider.send(emailWith("d"), never))).toBe("accepted");
    expect(server.accepted()).toHaveLength(4);
    expect(server.connections()).toBe(2);
  });

  it.each<SmtpFault>([
    { do: "reset", at: "sender" },
    { do: "answer", at: "sender", reply: "421 4.4.2 Idle too long" },
  ])("begin anew when a kept one turns out to be over: %o", async (fault) => {
    const { server, provider } = await open();
    await provider.send(emailWith("a"), never);
    server.failNext(fault);
    expect(short(await provider.send(emailWith("b"), never))).toBe("accepted");
    expect(server.accepted().map(({ to }) => to[0])).toEqual(["a@guests.usher.test", "b@guests.usher.test"]);
    expect(server.connections()).toBe(2);
  });

  it("end with a refusal, so that nothing of it reaches into the next", async () => {
    const { server, provider } = await open();
    server.failNext({ do: "answer", at: "recipient", reply: "550 5.1.1 Unknown" });
    for (const name of ["a", "b", "c"]) await provider.send(emailWith(name), never);
    expect(server.accepted().map(({ to }) => to[0])).toEqual(["b@guests.usher.test", "c@guests.usher.test"]);
    expect(server.connections()).toBe(2);
  });

  it("are as many as mails at once, and end when nobody needs them for ten seconds", async () => {
    const clock = createVirtualClock();
    const { server, provider } = await open({ clock });
    await Promise.all(["a", "b"].map((name) => provider.send(emailWith(name), never)));
    expect(server.connections()).toBe(2);
    await clock.advance(10_000);
    await provider.send(emailWith("c"), never);
    expect(server.connections()).toBe(3);
  });

  it("carry a hundred mails and no more", { timeout: 30_000 }, async () => {
    const { server, provider } = await open();
    for (let n = 1; n <= 101; n += 1) await provider.send(emailWith(`g${n}`), never);
    expect(server.accepted()).toHaveLength(101);
    expect(server.connections()).toBe(2);
  });

  it("are not used for what is called off before it begins", async () => {
    const { server, provider } = await open();
    await provider.send(emailWith("a"), never);
    expect(short(await provider.send(emailWith("b"), AbortSignal.abort()))).toBe("deferred lane aborted");
    expect(server.countOf("sender")).toBe(1);
  });

  it("end with the provider", async () => {
    const { server, provider } = await open();
    await provider.send(emailWith("a"), never);
    await provider.stop();
    expect(short(await provider.send(emailWith("b"), never))).toBe("deferred lane aborted");
    expect(server.connections()).toBe(1);
  });
});

describe("smtp's mails", () => {
  it("carry a Message-ID that a repeat has too, and the account's sender where none is named", async () => {
    const { server, provider } = await open();
    const request = emailWith("lea", { from: "" });
    const outcome = await provider.send(request, never);
    await provider.send({ ...request, attemptId: "another-attempt" }, never);
    const [first, second] = server.accepted();
    expect(first).toMatchObject({
      from: "hello@wedding.usher.test",
      to: ["lea@guests.usher.test"],
      messageId: "<usher.message-lea@wedding.usher.test>",
      headers: { "list-unsubscribe": "<mailto:planner@wedding.usher.test?subject=unsubscribe%20message-lea>" },
    });
    expect(second?.messageId).toBe(first?.messageId);
    expect(outcome).toMatchObject({ providerMessageId: "usher.message-lea@wedding.usher.test" });
  });

  it("keep a line that is a dot, and lines that begin with one", async () => {
    const { server, provider } = await open();
    const text = "Dear Lea,\n.\n..and Omar\n.";
    expect(short(await provider.send(emailWith("lea", { text }), never))).toBe("accepted");
    expect(server.accepted()[0]?.raw.replaceAll("\r\n", "\n")).toContain(text);
  });

  it("never go out with a line end in an address or the subject", async () => {
    const { server, provider } = await open();
    for (const field of ["from", "to", "replyTo", "subject"] as const)
      for (const end of ["\r\n", "\n", "\r"])
        expect(await provider.send(emailWith("lea", { [field]: `a@x.test${end}Bcc: omar@guests.usher.test` }), never)).toMatchObject({
          kind: "rejected",
          scope: "message",
          code: "line-end-in-header",
        });
    expect(server.connections()).toBe(0);
  });

  it.each(["a@x.test> SIZE=1", "<<a@x.test>>", "a b", ""])("tell no server an address such as %j as it stands", async (to) => {
    const { server, provider } = await open();
    const outcome = await provider.send(emailWith("lea", { to }), never);
    if (outcome.kind !== "accepted") expect(outcome.kind).toBe("rejected");
    for (const { to: taken } of server.accepted()) expect(taken).toEqual(["a@x.test"]);
  });
});

describe("smtp's encryption", () => {
  it.each([
    ["from the first byte", "tls", { secure: true }],
    ["after the greeting", "starttls", { starttls: true }],
    ["where this computer's own bridge offers it", "plain", { starttls: true }],
  ] as const)("begins %s", async (_, security, options) => {
    const { server, provider } = await open({ security }, options);
    expect(short(await provider.send(emailWith("lea"), never))).toBe("accepted");
    expect(server.accepted()[0]?.encrypted).toBe(true);
  });

  it("is never gone without: no login and no mail where the server does not offer it", async () => {
    const { server, provider } = await open({ security: "starttls" });
    expect(short(await provider.send(emailWith("lea"), never))).toBe("broken-lane encryption-not-offered");
    expect(server.countOf("login")).toBe(0);
  });

  it("rests its lane where the other side does not speak it", async () => {
    const { provider } = await open({ security: "tls", timeoutMs: 3_000 });
    expect(short(await provider.send(emailWith("lea"), never))).toBe("deferred lane tls-failed");
  });
});

describe("smtp's test", () => {
  it.each<[string, Partial<SmtpOptions>, SmtpTestServerOptions, SmtpFault | undefined, object]>([
    ["a right login", {}, {}, undefined, { ok: true }],
    ["a wrong password", { password: "wrong-password-0123" }, {}, undefined, { ok: false, problem: { code: "smtp-login-refused" } }],
    ["no encryption", { security: "starttls" }, {}, undefined, { ok: false, problem: { code: "smtp-encryption-not-offered" } }],
    ["another port's protocol", { security: "tls" }, {}, undefined, { ok: false, problem: { code: "smtp-tls-failed" } }],
    ["a port without a server", { port: 9 }, {}, undefined, { ok: false, problem: { code: "smtp-unreachable" } }],
    ["a name without a server", { host: "mail.invalid" }, {}, undefined, { ok: false, problem: { code: "smtp-unreachable" } }],
    [
      "a rush",
      {},
      {},
      { do: "answer", at: "login", reply: "454 4.7.0 Too many login attempts" },
      { problem: { code: "smtp-rate-limited" } },
    ],
    ["a busy server", {}, {}, { do: "answer", at: "greeting", reply: "421 Later" }, { ok: false, problem: { code: "smtp-server-busy" } }],
    ["a bridge that wants no login", {}, { offersLogin: false }, undefined, { ok: true }],
    ["silence", { timeoutMs: 300 }, {}, { do: "hang", at: "login" }, { ok: false, problem: { code: "smtp-unreachable" } }],
  ])("tells of %s, without sending anything", async (_, changed, options, fault, expected) => {
    const { server, provider } = await open(changed, options);
    if (fault !== undefined) server.failNext(fault);
    const result = await provider.test(never);
    expect(result).toMatchObject(expected);
    if (!result.ok) expect(result.problem.nextStep).toMatch(/\.$/u);
    expect(JSON.stringify(result)).not.toMatch(/loopback-app-password|wrong-password|hello@/u);
    expect(server.countOf("sender")).toBe(0);
  });

  it("sends mail through a bridge that wants no login", async () => {
    const { server, provider } = await open({}, { offersLogin: false });
    expect(short(await provider.send(emailWith("lea"), never))).toBe("accepted");
    expect(server.logins()).toBe(0);
  });
});

describe("smtp's secrets", () => {
  it.each(["login", "sender", "recipient", "content"] as const)(
    "are in no outcome, even when the server says them at the %s",
    async (at) => {
      const { server, provider } = await open();
      for (const code of ["421", "451 4.7.1", "535 5.7.8", "550 5.1.1"]) {
        server.failNext({
          do: "answer",
          at,
          reply: `${code} ${loopbackSmtpPassword} of hello@wedding.usher.test for lea@guests.usher.test`,
        });
        expect(JSON.stringify(await provider.send(emailWith("lea"), never))).not.toMatch(/loopback-app-password|hello@|lea@/u);
      }
      expect(server.accepted()).toHaveLength(0);
    },
  );
});
