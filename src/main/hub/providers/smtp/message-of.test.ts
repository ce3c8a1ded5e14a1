import { describe, expect, it } from "vitest";
import { requestOf } from "#test/providers/requests.ts";
import { emailPayloadOf } from "../mailbox.ts";
import { messageIdFor, messageOf } from "./message-of.ts";

const now = 1_780_000_000_000;
const request = requestOf("email", "lea");
const payload = emailPayloadOf("smtp", request, { from: "" });
const headOf = (mime: Buffer): string =>
  mime
    .toString("utf8")
    .split("\r\n\r\n")[0]
    ?.replaceAll(/\r\n[ \t]+/gu, " ") ?? "";

describe("the bytes of a mail", () => {
  it("have sender, guest, answers' address, words twice, date, and the headers to unsubscribe", async () => {
    const { from, to, mime } = await messageOf(request, payload, now);
    expect([from, to]).toEqual(["hello@wedding.usher.test", "lea@guests.usher.test"]);
    const head = headOf(mime);
    expect(head).toMatch(/^From: =\?UTF-8\?Q\?L=C3=A9a_=26_Omar\?= <hello@wedding\.usher\.test>$/mu);
    expect(head).toMatch(/^To: lea@guests\.usher\.test$/mu);
    expect(head).toMatch(/^Reply-To: planner@wedding\.usher\.test$/mu);
    expect(head).toMatch(/^Subject: You are invited$/mu);
    expect(head).toMatch(/^Message-ID: <usher\.message-lea@wedding\.usher\.test>$/mu);
    expect(head).toMatch(/^Date: Thu, 28 May 2026 20:26:40 \+0000$/mu);
    expect(head).toMatch(/^List-Unsubscribe: <mailto:planner@wedding\.usher\.test\?subject=unsubscribe%20message-lea>$/mu);
    expect(head).toMatch(/^X-Entity-Ref-ID: message-lea$/mu);
    expect(mime.toString()).toMatch(/text\/plain[\s\S]*Dear lea, please come\.[\s\S]*text\/html[\s\S]*<p>Dear lea/u);
  });

  it("are the same at every try", async () => {
    const first = await messageOf(request, payload, now);
    const second = await messageOf({ ...request, attemptId: "another", idempotencyKey: "x", expiresAt: 1 }, payload, now);
    expect(second.mime.equals(first.mime)).toBe(true);
  });

  it("take a comma, quotes and brackets in a name for a part of it", async () => {
    const { from, to, mime } = await messageOf(request, { ...payload, from: 'Haddad, "Omar" <o@x.test>', replyTo: "", text: "" }, now);
    expect([from, to]).toEqual(["o@x.test", "lea@guests.usher.test"]);
    expect(headOf(mime)).toMatch(/^From: ".*Haddad, .*Omar.*" <o@x\.test>$/mu);
    expect(headOf(mime)).toMatch(/^List-Unsubscribe: <mailto:o@x\.test\?/mu);
    expect(headOf(mime)).not.toMatch(/Reply-To/u);
  });

  it("write a guest's own script in the address as the network spells it", async () => {
    const { to } = await messageOf(request, { ...payload, to: "lea@bücher.test" }, now);
    expect(to).toBe("lea@xn--bcher-kva.test");
  });

  it("never fetch what a text names", async () => {
    const { mime } = await messageOf(request, { ...payload, html: "file:///etc/hostname", text: "/etc/hostname" }, now);
    expect(mime.toString()).toContain("/etc/hostname");
  });
});

describe("the Message-ID", () => {
  it.each([
    ["m0123abc", "hello@x.test", "usher.m0123abc@x.test"],
    ["m0123abc", "Léa <hello@bücher.test>", "usher.m0123abc@xn--bcher-kva.test"],
    ["m0123abc", "nobody", "usher.m0123abc@nobody"],
    ["m0123abc", "", "usher.m0123abc@usher.invalid"],
  ])("of %s from %s is %s", (messageId, from, id) => expect(messageIdFor(messageId, from)).toBe(id));

  it("keeps ids apart whose characters it may not have", () => {
    const ids = ["a:b", "a.b", "a..b", "a:b.", "x".repeat(200)].map((messageId) => messageIdFor(messageId, "a@x.test"));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^usher\.[a-f0-9]{64}@x\.test$/u);
  });
});
