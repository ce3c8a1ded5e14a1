import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apnsReasons, apnsReason, classifyApns, classifyBoth, maybeElsewhere, wantsNewConnection } from "./apns/classify.ts";
import type { SendOutcome } from "./contract.ts";
import { classifyFcm, readFcmError } from "./fcm/classify.ts";
import { classifyResend } from "./resend/classify.ts";
import { classifySendgrid, errorsOf, faultOf } from "./sendgrid/classify.ts";
import { classifySmtp } from "./smtp/classify.ts";
import { replyOf, type SmtpStage } from "./smtp/result.ts";
import type { CallResult } from "./transport.ts";
import { classifyTwilio } from "./twilio/classify.ts";
import { twilioCodes } from "./twilio/error-codes.ts";

/**
 * What every answer of every provider means, with each word that a planner reads: the tables in `docs/outcomes`, which people read and
 * review. A change of meaning is a changed table; `npx vitest run -u src/main/hub/providers/outcome-tables.test.ts` writes it.
 */
const now = Date.parse("2027-06-12T12:00:00Z");
const nowSeconds = now / 1000;
const minuteLater = "Sat, 12 Jun 2027 12:01:00 GMT";
const json = { "content-type": "application/json" };
const html = { "content-type": "text/html" };

const answered = (status: number, body: unknown, headers: Record<string, string> = json): CallResult => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  body: body === null || typeof body === "string" ? body : JSON.stringify(body),
});

type Row = readonly [answer: string, outcome: SendOutcome];

const wait = (ms: number | null | undefined): string => (ms === null || ms === undefined ? "" : `${ms} ms`);
const words = (outcome: SendOutcome): readonly string[] => {
  switch (outcome.kind) {
    case "accepted":
      return ["accepted", "", outcome.providerMessageId ?? "no id", outcome.detail];
    case "unknown":
      return ["unknown", outcome.code, "", outcome.detail];
    case "deferred":
      return [`deferred (${outcome.scope})`, outcome.code, wait(outcome.retryAfterMs), outcome.detail];
    case "rejected":
      return [`rejected (${outcome.scope})`, outcome.code, "", outcome.detail];
    case "broken-lane":
      return ["broken lane", `${outcome.code}, ${outcome.problem.code}`, "", `${outcome.problem.sentence} ${outcome.problem.nextStep}`];
  }
};
/** `xxxx…` of 200 of them is told as such. */
const shortened = (text: string): string => text.replaceAll(/(.)\1{40,}/gu, (run, letter: string) => `${letter}… (${run.length})`);
const cell = (text: string): string => shortened(text).replaceAll("|", "\\|").replaceAll("\n", " ");
const table = (title: string, rows: readonly Row[]): string =>
  [
    `# What an answer of ${title} means`,
    "",
    "Written by `src/main/hub/providers/outcome-tables.test.ts`, which fails when a meaning changes.",
    "",
    "| answer | outcome | code | id, or again after | what people read |",
    "|---|---|---|---|---|",
    ...rows.map(([answer, outcome]) => `| ${[answer, ...words(outcome)].map(cell).join(" | ")} |`),
    "",
  ].join("\n");

const root = join(import.meta.dirname, "..", "..", "..", "..");
const expectTable = (name: string, title: string, rows: readonly Row[]): Promise<void> =>
  expect(table(title, rows)).toMatchFileSnapshot(join(root, "docs", "outcomes", `${name}.md`));

const statuses = [
  199, 200, 201, 202, 299, 300, 302, 399, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 422, 429, 451, 499, 500, 502, 503,
];
const long = "x".repeat(300);

/** What nobody expects: said by no provider, at each status. */
const strange = (classify: (result: CallResult) => SendOutcome): Row[] => [
  ...statuses.map((status): Row => [`${status}, JSON of somebody else`, classify(answered(status, { hello: 1 }))]),
  ...[200, 202, 404, 503].flatMap((status): Row[] => [
    [`${status}, HTML`, classify(answered(status, "<html>", html))],
    [`${status}, body cut off`, classify(answered(status, null))],
    [`${status}, HTML, body cut off`, classify(answered(status, null, html))],
    [`${status}, empty, no type`, classify(answered(status, "", {}))],
  ]),
  ["aborted before a byte left", classify({ kind: "not-sent", code: "aborted" })],
  ["no connection", classify({ kind: "not-sent", code: "econnrefused" })],
  ["no answer", classify({ kind: "no-answer", code: "timeout" })],
];

describe("the meaning of answers", () => {
  it("of Resend", async () => {
    const classify = (result: CallResult): SendOutcome => classifyResend(result, now);
    const error = (status: number, name: unknown, headers: Record<string, string> = {}): SendOutcome =>
      classify(answered(status, { statusCode: status, name, message: "…" }, { ...json, ...headers }));
    const named = [
      ...["invalid_idempotency_key", "validation_error", "something_new"].map((name) => [400, name] as const),
      ...["missing_api_key", "restricted_api_key", "invalid_api_key"].map((name) => [401, name] as const),
      [402, "payment_required"],
      ...["validation_error", "suspended_api_key", "invalid_permission", "something_new"].map((name) => [403, name] as const),
      [404, "not_found"],
      [405, "method_not_allowed"],
      [408, "timeout_error"],
      ...["invalid_idempotent_request", "concurrent_idempotent_requests", "resource_locked", "something_new"].map(
        (name) => [409, name] as const,
      ),
      ...["invalid_from_address", "invalid_region", "missing_required_field"].map((name) => [422, name] as const),
      ...["rate_limit_exceeded", "daily_quota_exceeded", "monthly_quota_exceeded", "something_new"].map((name) => [429, name] as const),
      ...["security_error", "something_new"].map((name) => [451, name] as const),
      [499, "something_new"],
      [500, "internal_server_error"],
      [503, "rate_limit_exceeded"],
    ] as const;
    await expectTable("resend", "Resend", [
      ["200, with an id", classify(answered(200, { id: "abc" }))],
      ["299, with a long id", classify(answered(299, { id: long }))],
      ["200, an empty id", classify(answered(200, { id: "" }))],
      ["200, an id that is no text", classify(answered(200, { id: 7 }))],
      ["200, an id in what says it is HTML", classify(answered(200, { id: "abc" }, html))],
      ...named.map(([status, name]): Row => [`${status} ${name}`, error(status, name)]),
      ["429 rate_limit_exceeded, retry-after: 7", error(429, "rate_limit_exceeded", { "retry-after": "7" })],
      ["429 rate_limit_exceeded, retry-after: a date", error(429, "rate_limit_exceeded", { "retry-after": minuteLater })],
      ["429 daily_quota_exceeded, retry-after: 90", error(429, "daily_quota_exceeded", { "retry-after": "90" })],
      ["409 resource_locked, retry-after: 3", error(409, "resource_locked", { "retry-after": "3" })],
      ...[
        ["a name that is no word", "Not a name"],
        ["a name that begins like one", "validation_error!"],
        ["a name that ends like one", "!validation_error"],
        ["a name of two letters", "ab"],
        ["a name of three letters", "abc"],
        ["a name that begins with a digit", "1abc"],
        ["a name of 61 letters", "a".repeat(61)],
        ["a name of 62 letters", "a".repeat(62)],
        ["a name that is no text", 5],
      ].map(([story, name]): Row => [`403, ${String(story)}`, error(403, name)]),
      ...strange(classify),
    ]);
  });

  it("of SendGrid", async () => {
    const classify = (result: CallResult): SendOutcome => classifySendgrid(result, now);
    const error = (status: number, message: string, field: string | null = null, headers: Record<string, string> = {}): SendOutcome =>
      classify(answered(status, { errors: [{ message, field, help: null }] }, { ...json, ...headers }));
    const resets: readonly (readonly [string, Record<string, string>])[] = [
      ["an instant", { "x-ratelimit-reset": String(nowSeconds + 30) }],
      ["an instant with spaces", { "x-ratelimit-reset": ` ${nowSeconds + 30} ` }],
      ["an instant that has passed", { "x-ratelimit-reset": String(nowSeconds - 30) }],
      ["an instant a week away", { "x-ratelimit-reset": String(nowSeconds + 7 * 86_400) }],
      ["an instant by a clock a minute ahead", { "x-ratelimit-reset": String(nowSeconds + 90), date: minuteLater }],
      ["seconds", { "x-ratelimit-reset": "20" }],
      ["0", { "x-ratelimit-reset": "0" }],
      ["the first instant that is one", { "x-ratelimit-reset": "1000000000" }],
      ["the last number of seconds", { "x-ratelimit-reset": "999999999" }],
      ["no number, retry-after: 5", { "x-ratelimit-reset": "soon", "retry-after": "5" }],
      ["a number and more", { "x-ratelimit-reset": "20s" }],
      ["more and a number", { "x-ratelimit-reset": "~20" }],
      ["13 digits", { "x-ratelimit-reset": "1234567890123" }],
      ["none, retry-after: 5", { "retry-after": "5" }],
      ["none", {}],
    ];
    await expectTable("sendgrid", "SendGrid", [
      ["202, with an id", classify(answered(202, "", { "x-message-id": "abc" }))],
      ["202, with a long id", classify(answered(202, "", { "x-message-id": ` ${long}` }))],
      ["202, an id of spaces", classify(answered(202, "", { "x-message-id": "  " }))],
      ["202, no id, HTML", classify(answered(202, "<html>", html))],
      ["202, no id, says HTML, empty", classify(answered(202, "", html))],
      ["200, with an id", classify(answered(200, "", { "x-message-id": "abc" }))],
      ...[400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 422, 429, 499, 500, 503].map((status): Row => [
        `${status} in its own words`,
        error(status, "Bad Request"),
      ]),
      ["401 maximum credits exceeded", error(401, "Maximum credits exceeded")],
      ["403 sender identity", error(403, "The from address does not match a verified Sender Identity.")],
      ["403 from address", error(403, "Wrong from address")],
      ...[
        "from",
        "from.email",
        "fromage",
        "personalizations.0.to.0.email",
        "personalizations.12.to",
        "personalizations.0.token",
        "content.0",
      ].map((field): Row => [`400 about \`${field}\``, error(400, "Bad Request", field)]),
      ["413 about `from`", error(413, "Too large", "from")],
      ["422 about `from`", error(422, "Bad Request", "from")],
      [
        "400 about two fields, one a recipient",
        classify(
          answered(400, {
            errors: [
              { message: "a", field: "personalizations.0.to.0" },
              { message: "b", field: "subject" },
            ],
          }),
        ),
      ],
      ...resets.map(([story, headers]): Row => [`429, reset: ${story}`, error(429, "too many requests", null, headers)]),
      ...[
        ["no errors in it", { errors: [] }],
        ["errors that are no list", { errors: "many" }],
        ["an error that is null", { errors: [null] }],
        ["an error that is text", { errors: ["bad"] }],
        ["an error without words", { errors: [{ field: "from" }] }],
        ["one good error and one bad", { errors: [{ message: "a" }, { message: 5 }] }],
      ].map(([story, body]): Row => [`400, ${story as string}`, classify(answered(400, body))]),
      ...strange(classify),
    ]);
    expect(
      errorsOf(
        JSON.stringify({
          errors: [
            { message: "a", field: 7 },
            { message: "b", field: "from" },
          ],
        }),
      ),
    ).toEqual([
      { message: "a", field: "" },
      { message: "b", field: "from" },
    ]);
    expect(faultOf(400, [{ message: "Maximum credits exceeded", field: "" }])).toBeUndefined();
  });

  it("of Twilio", async () => {
    const classify = (result: CallResult): SendOutcome => classifyTwilio(result, now);
    const error = (status: number, code: unknown, headers: Record<string, string> = {}): SendOutcome =>
      classify(answered(status, { code, message: "…", status }, { ...json, ...headers }));
    await expectTable("twilio", "Twilio", [
      ["201, with a sid", classify(answered(201, { sid: "SM1" }))],
      ["200, with a sid", classify(answered(200, { sid: "SM1" }))],
      ["201, with a long sid", classify(answered(201, { sid: long }))],
      ["201, an empty sid", classify(answered(201, { sid: "" }))],
      ["201, an empty sid in what says it is HTML", classify(answered(201, { sid: "" }, html))],
      ["201, a sid that is no text", classify(answered(201, { sid: 7 }))],
      ...[...twilioCodes].toSorted((a, b) => a - b).map((code): Row => [`400, ${code}`, error(400, code)]),
      ...[400, 401, 403, 404, 405, 408, 409, 429, 499].map((status): Row => [
        `${status}, a code that is not listed`,
        error(status, 99_999),
      ]),
      ["399, 21610", error(399, 21_610)],
      ["500, 21610", error(500, 21_610)],
      ["429, 20429, retry-after: 9", error(429, 20_429, { "retry-after": "9" })],
      ["400, a code that is text", error(400, "21610")],
      ["400, a code with a fraction", error(400, 21_610.5)],
      ...strange(classify),
    ]);
  });

  it("of Firebase", async () => {
    const classify = (result: CallResult, mismatchIsDevice = true): SendOutcome => classifyFcm(result, now, mismatchIsDevice);
    const type = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
    const error = (status: number, name: unknown, errorCode?: unknown, message: unknown = "…", headers: Record<string, string> = {}) =>
      answered(
        status,
        { error: { code: status, status: name, message, details: errorCode === undefined ? [] : [{ "@type": type, errorCode }] } },
        { ...json, ...headers },
      );
    const violation = (field: unknown, errorCode = "INVALID_ARGUMENT", status = 400): CallResult =>
      answered(status, {
        error: {
          code: status,
          status: "INVALID_ARGUMENT",
          message: "…",
          details: [null, { fieldViolations: [{ field }] }, { "@type": type, errorCode }],
        },
      });
    const codes = [
      "UNREGISTERED",
      "SENDER_ID_MISMATCH",
      "THIRD_PARTY_AUTH_ERROR",
      "QUOTA_EXCEEDED",
      "UNAVAILABLE",
      "INTERNAL",
      "SOMETHING_NEW",
    ];
    await expectTable("firebase", "Firebase", [
      ["200, with a name", classify(answered(200, { name: "projects/p/messages/abc" }))],
      ["299, with a long name", classify(answered(299, { name: `projects/p/messages/${long}` }))],
      ["200, a name that ends in /", classify(answered(200, { name: "projects/p/messages/" }))],
      ["200, a name without /", classify(answered(200, { name: "abc" }))],
      ["200, an empty name", classify(answered(200, { name: "" }))],
      ["200, an empty name in what says it is HTML", classify(answered(200, { name: "" }, html))],
      ["200, a name that is no text", classify(answered(200, { name: 7 }))],
      ...codes.flatMap((code): Row[] => [
        [`400 ${code}`, classify(error(400, "INVALID_ARGUMENT", code))],
        [`404 ${code}`, classify(error(404, "NOT_FOUND", code))],
      ]),
      ["403 SENDER_ID_MISMATCH, at a test of the key", classify(error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), false)],
      ...[302, 400, 401, 403, 404, 405, 408, 409, 429, 499, 500, 503].map((status): Row => [
        `${status} without a code of FCM`,
        classify(error(status, "SOME_NAME")),
      ]),
      ["429, retry-after: 8", classify(error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "…", { "retry-after": "8" }))],
      ["503, retry-after: 8", classify(error(503, "UNAVAILABLE", "UNAVAILABLE", "…", { "retry-after": "8" }))],
      [
        "401 THIRD_PARTY_AUTH_ERROR, retry-after: 8",
        classify(error(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", "…", { "retry-after": "8" })),
      ],
      [
        "400 about the token, by its words",
        classify(error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "The registration token is not valid")),
      ],
      ["400 about the token, by its field", classify(violation("message.token"))],
      ["400 about another field", classify(violation("message.android"))],
      ["400 about the token, but not by FCM", classify(error(400, "INVALID_ARGUMENT", undefined, "The registration token is not valid"))],
      ["401 with the words about a token", classify(error(401, "UNAUTHENTICATED", "INVALID_ARGUMENT", "registration token"))],
      ["400, words that are no text", classify(error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", 5))],
      ...[
        ["a name in small letters", "invalid"],
        ["a name of two letters", "AB"],
        ["a name of three letters", "ABC"],
        ["a name of 61 letters", "A".repeat(61)],
        ["a name of 62 letters", "A".repeat(62)],
        ["a name and more", "ABC!"],
        ["more and a name", "!ABC"],
        ["a name that is no text", 5],
      ].map(([story, name]): Row => [`400, ${String(story)}`, classify(error(400, name))]),
      ...[
        ["small letters", "unregistered"],
        ["a code and more", "UNREGISTERED!"],
        ["more and a code", "!UNREGISTERED"],
        ["no text", 5],
      ].map(([story, code]): Row => [`400, a code of FCM that is ${String(story)}`, classify(error(400, "INVALID_ARGUMENT", code))]),
      ["400, an error that is a list", classify(answered(400, { error: [{ status: "INVALID_ARGUMENT" }] }))],
      ["400, an error that is null", classify(answered(400, { error: null }))],
      ["400, an error that is text", classify(answered(400, { error: "INVALID_ARGUMENT" }))],
      ["400, details that are no list", classify(answered(400, { error: { status: "INVALID_ARGUMENT", details: "x" } }))],
      [
        "400, a code of somebody else",
        classify(answered(400, { error: { status: "INVALID_ARGUMENT", details: [{ "@type": "x", errorCode: "UNREGISTERED" }] } })),
      ],
      ...strange(classify),
    ]);
    expect(readFcmError({ kind: "no-answer", code: "timeout" })).toBeUndefined();
    expect(readFcmError(violation("message.token"))).toEqual({
      status: 400,
      name: "INVALID_ARGUMENT",
      fcmCode: "INVALID_ARGUMENT",
      aboutToken: true,
    });
  });

  it("of Apple", async () => {
    const classify = (result: CallResult, otherAppIsDevice = true): SendOutcome => classifyApns(result, now, otherAppIsDevice);
    const refused = (status: number, reason: unknown, headers: Record<string, string> = {}): CallResult =>
      answered(status, { reason }, headers);
    const taken = answered(200, "", { "apns-id": "abc" });
    await expectTable("apple", "Apple", [
      ["200, with an id", classify(taken)],
      ["200, with a long id", classify(answered(200, "", { "apns-id": long }))],
      ["200, no id, empty", classify(answered(200, "", {}))],
      ["200, no id, body cut off", classify(answered(200, null, {}))],
      ["200, no id, something said", classify(answered(200, "hello", {}))],
      ["200, an id and something said", classify(answered(200, "hello", { "apns-id": "abc" }))],
      ...apnsReasons.flatMap((reason): Row[] => [
        [`400 ${reason}`, classify(refused(400, reason))],
        [`410 ${reason}`, classify(refused(410, reason))],
      ]),
      ["400 DeviceTokenNotForTopic, at a test of the key", classify(refused(400, "DeviceTokenNotForTopic"), false)],
      ...[400, 403, 404, 408, 410, 429, 499, 500, 503].map((status): Row => [
        `${status} SomethingNew`,
        classify(refused(status, "SomethingNew")),
      ]),
      ...["TooManyRequests", "TooManyProviderTokenUpdates", "ServiceUnavailable"].map((reason): Row => [
        `429 ${reason}, retry-after: 6`,
        classify(refused(429, reason, { "retry-after": "6" })),
      ]),
      ...[
        ["a reason in small letters", "badTopic"],
        ["a reason of two letters", "Ab"],
        ["a reason of three letters", "Abc"],
        ["a reason of 61 letters", `A${"b".repeat(60)}`],
        ["a reason of 62 letters", `A${"b".repeat(61)}`],
        ["a reason and more", "BadTopic!"],
        ["more and a reason", "!BadTopic"],
        ["a reason that is no text", 5],
      ].map(([story, reason]): Row => [`400, ${String(story)}`, classify(refused(400, reason))]),
      ["399 BadTopic", classify(refused(399, "BadTopic"))],
      ...strange((result) => classify(result)),
    ]);
    for (const reason of apnsReasons) {
      const result = refused(400, reason);
      expect([reason, apnsReason(result), wantsNewConnection(result), maybeElsewhere(result)]).toEqual([
        reason,
        reason,
        ["IdleTimeout", "ServiceUnavailable", "Shutdown"].includes(reason),
        ["BadDeviceToken", "BadEnvironmentKeyInToken", "BadEnvironmentToken"].includes(reason),
      ]);
    }
    for (const silent of [taken, answered(500, "x"), { kind: "no-answer", code: "timeout" } as const]) {
      expect([apnsReason(silent), wantsNewConnection(silent), maybeElsewhere(silent)]).toEqual([undefined, false, false]);
    }
    const home = refused(400, "BadDeviceToken");
    const kindOf = (production: CallResult, sandbox: CallResult): string => classifyBoth({ production, sandbox }, now).kind;
    expect([kindOf(home, taken), kindOf(home, home), kindOf(home, refused(403, "BadTopic")), kindOf(taken, home)]).toEqual([
      "accepted",
      "rejected",
      "broken-lane",
      "accepted",
    ]);
  });

  it("of a mail server", async () => {
    const refusals: readonly (readonly [SmtpStage, string])[] = (
      ["connect", "encryption", "login", "sender", "recipient", "data", "content"] as const
    ).flatMap((stage) =>
      [
        "421 4.3.2 Service shutting down",
        "450 4.2.1 Mailbox busy",
        "451 4.3.0 Try again",
        "452 4.2.2 Mailbox full",
        "452 Mailbox is full",
        "452 4.5.3 Too many recipients",
        "454 Try again",
        "499 Whatever",
        "500 Whatever",
        "503 5.5.1 Bad sequence",
        "530 5.7.0 Authentication required",
        "535 5.7.8 Not accepted",
        "550 No such user here",
        "550 5.1.1 Unknown",
        "550 5.1.2 Bad domain",
        "550 5.1.7 Bad sender",
        "550 5.1.8 Bad sender domain",
        "550 5.1.10 Null MX",
        "550 5.1.90 Too many messages today",
        "550 5.4.5 Daily sending quota exceeded",
        "550 5.7.1 Relaying denied",
        "550 5.7.26 Unauthenticated email",
        "550 5.7.60 Send as denied",
        "551 User not local",
        "552 5.2.2 Over quota",
        "552 5.2.3 Too large",
        "552 5.3.4 Too large",
        "552 Message size exceeds the limit",
        "552 Whatever",
        "553 5.1.3 Bad syntax",
        "554 5.1.1 Unknown",
        "554 15.3.4 Nonsense",
        "554 5.3.45 Nonsense",
        "554 15.2.2 Nonsense",
        "554 5.4.55 Nonsense",
        "554 5.7.1 Spam",
      ].map((response) => [stage, response] as const),
    );
    const reply = (response: string) => {
      const read = replyOf(response);
      if (read === undefined) throw new Error(`no refusal: ${response}`);
      return read;
    };
    const stages = ["connect", "encryption", "login", "sender", "recipient", "data", "content"] as const;
    const ends = [
      "aborted",
      "timeout",
      "econnrefused",
      "cert_has_expired",
      "self_signed_cert_in_chain",
      "unable_to_verify",
      "upgrade_timeout",
      "login-not-offered",
      "eenvelope",
    ];
    await expectTable("mail-server", "a mail server", [
      ["taken, with an id", classifySmtp({ kind: "taken", serverMessageId: "<abc@server.test>" }, "own@x.test")],
      ["taken, with a long id", classifySmtp({ kind: "taken", serverMessageId: `< ${long} >` }, "own@x.test")],
      ["taken, without an id", classifySmtp({ kind: "taken", serverMessageId: null }, "<own@x.test>")],
      ["no reply", classifySmtp({ kind: "no-answer", code: "timeout" }, "own@x.test")],
      ...stages.flatMap((stage) =>
        ends.map((code): Row => [`${stage}: ${code}`, classifySmtp({ kind: "not-sent", stage, code }, "own@x.test")]),
      ),
      ...refusals.map(([stage, response]): Row => [
        `${stage}: ${response}`,
        classifySmtp({ kind: "refused", stage, reply: reply(response) }, "own@x.test"),
      ]),
    ]);
  });
});
