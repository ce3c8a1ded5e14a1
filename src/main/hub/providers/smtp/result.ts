/** How far a conversation with a mail server got: what was the last thing that it was asked. */
export type SmtpStage = "connect" | "encryption" | "login" | "sender" | "recipient" | "data" | "content";

/** A reply of 4yz or 5yz. `text` is the server's own and may name a guest: it is judged and goes nowhere. */
export interface SmtpReply {
  readonly code: number;
  /** RFC 3463, such as `5.1.1`; empty when the server gave none. */
  readonly enhanced: string;
  readonly text: string;
}

/**
 * All that one message can come to at a mail server. The border is the final dot: before it is due, nothing was sent,
 * however the conversation ends; after it, only the server's reply tells (RFC 5321 4.2.5, providers.md 6.2).
 */
export type SmtpResult =
  | { readonly kind: "taken"; readonly serverMessageId: string | null }
  | { readonly kind: "refused"; readonly stage: SmtpStage; readonly reply: SmtpReply }
  /** Ended before the final dot was due. `code`: `aborted`, `timeout`, `econnrefused`, `cert_has_expired`... */
  | { readonly kind: "not-sent"; readonly stage: SmtpStage; readonly code: string }
  /** The final dot may have been read. */
  | { readonly kind: "no-answer"; readonly code: string };

const repliesTextMax = 2_000;

/** Undefined for what is no refusal: nonsense, or a code of another class. */
export const replyOf = (response: string | undefined): SmtpReply | undefined => {
  const text = (response ?? "").slice(0, repliesTextMax);
  const [, code = "", enhanced = ""] = /^([45]\d\d)(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})(?!\S))?|$)/u.exec(text) ?? [];
  return code === "" ? undefined : { code: Number(code), enhanced, text };
};
