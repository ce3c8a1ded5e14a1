import { describe, expect, it } from "vitest";
import { requestOf } from "#test/providers/requests.ts";
import { emailOf } from "./email-of.ts";

describe("the body of an email", () => {
  it("is the same for every attempt of one key", () => {
    const request = requestOf("email", "lea");
    expect(emailOf({ ...request, attemptId: "other", expiresAt: 1 })).toEqual(emailOf(request));
  });

  it("has only tags that Resend takes", () => {
    const { tags } = emailOf({ ...requestOf("email", "lea"), messageId: "a.b:c", idempotencyKey: "k/ü" });
    for (const { value } of tags ?? []) expect(value).toMatch(/^[A-Za-z0-9_-]+$/u);
  });

  it("asks to unsubscribe at the sender's address when there is none for replies", () => {
    const request = requestOf("email", "lea");
    if (request.payload.channel !== "email") throw new Error("not an email");
    const email = emailOf({ ...request, payload: { ...request.payload, replyTo: "" } });
    expect(email.headers).toMatchObject({ "List-Unsubscribe": "<mailto:hello@wedding.usher.test?subject=unsubscribe%20message-lea>" });
    expect(email.replyTo).toBeUndefined();
  });
});
