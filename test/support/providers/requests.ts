import type { SendRequest } from "#hub/providers/contract.ts";

/** A request by email or text message; the same `name` gives the same message, attempt, key and text. */
export const requestOf = (
  channel: "email" | "sms",
  name: string,
  { to, expiresAt = 1_800_000_000_000, text = `Dear ${name}, please come.` }: { to?: string; expiresAt?: number; text?: string } = {},
): SendRequest => ({
  messageId: `message-${name}`,
  attemptId: `attempt-${name}`,
  idempotencyKey: channel === "email" ? `key-${name}` : "",
  expiresAt,
  payload:
    channel === "email"
      ? {
          channel,
          to: to ?? `${name}@guests.usher.test`,
          from: "Léa & Omar <hello@wedding.usher.test>",
          replyTo: "planner@wedding.usher.test",
          subject: "You are invited",
          html: `<p>${text}</p>`,
          text,
        }
      : { channel, to: to ?? "+15005550006", from: "+15005550100", body: text },
});
