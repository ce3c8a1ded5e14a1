import type { SendOutcome } from "../contract.ts";
import { isSmtpFault, smtpProblem, type SmtpFault } from "./problems.ts";
import { verdictOf, type Refusal } from "./reply-verdict.ts";
import type { SmtpReply, SmtpResult, SmtpStage } from "./result.ts";

const minute = 60 * 1000;

/** What a message came to at the mail server. Pure. Nothing of the server's own words is handed on: they name guests. */
export const classifySmtp = (result: SmtpResult, messageId: string): SendOutcome => {
  switch (result.kind) {
    case "taken":
      return {
        kind: "accepted",
        providerMessageId: (result.serverMessageId ?? messageId).replaceAll(/[<>\s]/gu, "").slice(0, 200),
        detail: "Taken by the mail server.",
      };
    case "no-answer":
      return { kind: "unknown", code: "answer-lost", detail: `The mail left, but the server's reply did not come (${result.code}).` };
    case "not-sent":
      return notSent(result.stage, result.code);
    case "refused":
      return refused(result.stage, result.reply);
  }
};

/** Words by which Node and OpenSSL name what is wrong with a certificate or a handshake. */
const tlsWords = /cert|self_signed|unable_to_|tls|ssl|upgrade_timeout/u;
const beforeMail: ReadonlySet<SmtpStage> = new Set(["connect", "encryption", "login"]);

const notSent = (stage: SmtpStage, code: string): SendOutcome => {
  if (code === "aborted") return laneRests(code, "Stopped before anything was sent.");
  if (code === "login-not-offered") return broken(code);
  // The envelope's own check: such an address cannot be told to any server.
  if (code === "eenvelope")
    return { kind: "rejected", scope: "message", code: "address-invalid", detail: "A mail server cannot be told this address." };
  if (tlsWords.test(code)) return laneRests("tls-failed", `No safe connection to the mail server could be made (${code}).`);
  if (beforeMail.has(stage)) return laneRests("unreachable", `The mail server could not be reached (${code}).`);
  // Of the message's own: one that a server chokes on must use up its tries, not stop everybody's.
  return {
    kind: "deferred",
    scope: "message",
    code: "connection-lost",
    detail: `The connection ended before the mail was sent (${code}).`,
    retryAfterMs: null,
  };
};

interface Meaning {
  readonly kind: "deferred" | "rejected";
  readonly scope: "lane" | "message" | "recipient";
  readonly sentence: string;
  readonly retryAfterMs?: number;
}

const meanings: Readonly<Record<Refusal, Meaning>> = {
  // A server cannot say how long; limits per minute are the usual ones.
  "rate-limited": { kind: "deferred", scope: "lane", sentence: "The mail server asked to slow down", retryAfterMs: minute },
  // Limits per day mostly roll: an hour later some of it is free again.
  "quota-exceeded": {
    kind: "deferred",
    scope: "lane",
    sentence: "The mail server takes no more from this account for now",
    retryAfterMs: 60 * minute,
  },
  "server-busy": { kind: "deferred", scope: "lane", sentence: "The mail server cannot take mail right now" },
  later: { kind: "deferred", scope: "message", sentence: "The mail server asked to try this message later" },
  // Greylisting and full mailboxes: asking earlier only gets the same reply (providers.md 6.4).
  "recipient-later": {
    kind: "deferred",
    scope: "message",
    sentence: "The mail server asked to try this address later",
    retryAfterMs: 15 * minute,
  },
  "mailbox-full-now": { kind: "deferred", scope: "message", sentence: "The guest's mailbox is full", retryAfterMs: 15 * minute },
  "mailbox-full": { kind: "rejected", scope: "message", sentence: "The guest's mailbox is full" },
  "recipient-unknown": { kind: "rejected", scope: "recipient", sentence: "The mail server knows no such address" },
  "recipient-refused": { kind: "rejected", scope: "message", sentence: "The mail server refused to write to this address" },
  "too-large": { kind: "rejected", scope: "message", sentence: "The message is too big for the mail server" },
  "content-refused": { kind: "rejected", scope: "message", sentence: "The mail server refused this message" },
};

const refused = (stage: SmtpStage, reply: SmtpReply): SendOutcome => {
  const verdict = verdictOf(stage, reply);
  if (isSmtpFault(verdict)) return broken(verdict);
  const { kind, scope, sentence, retryAfterMs = null } = meanings[verdict];
  const detail = `${sentence} (${reply.enhanced === "" ? reply.code : `${reply.code} ${reply.enhanced}`}).`;
  if (kind === "deferred") return { kind, scope: scope === "lane" ? scope : "message", code: verdict, detail, retryAfterMs };
  return { kind, scope: scope === "recipient" ? scope : "message", code: verdict, detail };
};

const laneRests = (code: string, detail: string): SendOutcome => ({ kind: "deferred", scope: "lane", code, detail, retryAfterMs: null });
const broken = (fault: SmtpFault): SendOutcome => ({ kind: "broken-lane", code: fault, problem: smtpProblem(fault) });
