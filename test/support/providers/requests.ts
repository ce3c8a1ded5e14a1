import type { SendRequest } from "#hub/providers/contract.ts";

/** The device that a guest of this name has, as a push address. */
export const deviceOf = (service: "fcm" | "apns", name: string): string => {
  const hex = Buffer.from(name).toString("hex");
  return service === "apns"
    ? `apns:${hex.slice(0, 62).padEnd(64, "a")}`
    : `fcm:c-${name.replaceAll(/[^A-Za-z0-9]/gu, "-")}:APA91b0123456789`;
};

/** A request on one channel; the same `name` gives the same message, attempt, key and text. */
export const requestOf = (
  channel: "email" | "sms" | "push",
  name: string,
  { to, expiresAt = 1_800_000_000_000, text = `Dear ${name}, please come.` }: { to?: string; expiresAt?: number; text?: string } = {},
): SendRequest => ({
  messageId: `message-${name}`,
  attemptId: `attempt-${name}`,
  idempotencyKey: channel === "sms" ? "" : `key-${name}`,
  expiresAt,
  payload: payloadOf(channel, name, to, text),
});

const payloadOf = (channel: "email" | "sms" | "push", name: string, to: string | undefined, text: string): SendRequest["payload"] => {
  switch (channel) {
    case "email":
      return {
        channel,
        to: to ?? `${name}@guests.usher.test`,
        from: "Léa & Omar <hello@wedding.usher.test>",
        replyTo: "planner@wedding.usher.test",
        subject: "You are invited",
        html: `<p>${text}</p>`,
        text,
      };
    case "sms":
      return { channel, to: to ?? "+15005550006", from: "+15005550100", body: text };
    case "push":
      return { channel, to: to ?? deviceOf("fcm", name), title: "You are invited", body: text, link: "https://rsvp.usher.test/r/1" };
  }
};
