import { describe, expect, it } from "vitest";
import { requestOf } from "#test/providers/requests.ts";
import { addressOf, breaksHeaders, emailPayloadOf, nameOf } from "./mailbox.ts";

describe("a mailbox", () => {
  it.each([
    ["hello@x.test", "hello@x.test", ""],
    ["Léa & Omar <hello@x.test>", "hello@x.test", "Léa & Omar"],
    ['"a <b>" <c@x.test> ', "c@x.test", ""],
    ['"Omar \\"O\\" Haddad" <o@x.test>', "o@x.test", 'Omar "O" Haddad'],
    ["<o@x.test>", "o@x.test", ""],
  ])("%s is address and name", (mailbox, address, name) => {
    expect(addressOf(mailbox)).toBe(address);
    expect(nameOf(mailbox)).toBe(name);
  });
});

describe("an email's payload", () => {
  const payload = emailPayloadOf("x", requestOf("email", "lea"), { from: "" });

  it("takes the account's sender where it names none", () => {
    const request = requestOf("email", "lea");
    expect(emailPayloadOf("x", { ...request, payload: { ...payload, from: "" } }, { from: "a@x.test" }).from).toBe("a@x.test");
    expect(emailPayloadOf("x", request, { from: "a@x.test" }).from).toBe("Léa & Omar <hello@wedding.usher.test>");
  });

  it("is not there in a message for another channel", () => {
    expect(() => emailPayloadOf("x", requestOf("sms", "lea"), { from: "" })).toThrow("x was given a message for sms");
  });

  it.each(["from", "to", "replyTo", "subject"] as const)("shows what would start a header of its own in %s", (field) => {
    expect(breaksHeaders(payload)).toBe(false);
    for (const end of ["\r\nBcc: x@y.test", "\n.", "\r", "\0", "\u{85}", "\u{2028}", "\u{2029}"]) {
      expect(breaksHeaders({ ...payload, [field]: `a@x.test${end}` })).toBe(true);
    }
  });
});
