import { describe, expect, it } from "vitest";
import { requestOf } from "#test/providers/requests.ts";
import { emailPayloadOf } from "../mailbox.ts";
import { mailOf } from "./mail-of.ts";

const request = requestOf("email", "lea");
const payload = emailPayloadOf("sendgrid", request, { from: "" });

describe("the body of a mail for SendGrid", () => {
  it("has one guest, the sender's name apart, plain text first, and ids of ours that no event can hide", () => {
    expect(mailOf(request, payload)).toEqual({
      personalizations: [{ to: [{ email: "lea@guests.usher.test" }] }],
      from: { email: "hello@wedding.usher.test", name: "Léa & Omar" },
      reply_to: { email: "planner@wedding.usher.test" },
      subject: "You are invited",
      content: [
        { type: "text/plain", value: "Dear lea, please come." },
        { type: "text/html", value: "<p>Dear lea, please come.</p>" },
      ],
      headers: {
        "List-Unsubscribe": "<mailto:planner@wedding.usher.test?subject=unsubscribe%20message-lea>",
        "X-Entity-Ref-ID": "message-lea",
      },
      custom_args: { usher_attempt_id: "attempt-lea", usher_message_id: "message-lea" },
      tracking_settings: { subscription_tracking: { enable: false } },
    });
  });

  it("leaves out what there is not: a reply address, a name, a part without words", () => {
    const mail = mailOf(request, { ...payload, from: "hello@x.test", replyTo: "", text: "" });
    expect(mail.from).toEqual({ email: "hello@x.test" });
    expect(mail.reply_to).toBeUndefined();
    expect(mail.content.map(({ type }) => type)).toEqual(["text/html"]);
    expect(mail.headers["List-Unsubscribe"]).toBe("<mailto:hello@x.test?subject=unsubscribe%20message-lea>");
  });
});
