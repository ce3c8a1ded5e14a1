import { describe, expect, it } from "vitest";
import { requestOf } from "#test/providers/requests.ts";
import type { CallResult } from "../transport.ts";
import { findInList } from "./look-up.ts";

const now = 1_780_000_000_000;
const request = requestOf("sms", "lea");
const row = (changed: Record<string, unknown> = {}) => ({
  sid: "SM1",
  to: "+15005550006",
  from: "+15005550100",
  body: "Dear lea, please come.",
  direction: "outbound-api",
  status: "sent",
  date_created: new Date(now).toUTCString(),
  messaging_service_sid: null,
  ...changed,
});
const list = (rows: readonly object[], next: string | null = null, date = now): CallResult => ({
  kind: "answered",
  status: 200,
  headers: new Headers({ date: new Date(date).toUTCString() }),
  body: JSON.stringify({ messages: rows, next_page_uri: next }),
});
const find = (result: CallResult, taken: readonly string[] = []) =>
  findInList(result, { request, startedAt: now, to: "+15005550006", showsText: true, isTaken: (sid) => taken.includes(sid), now });

describe("finding a text in Twilio's list", () => {
  it("finds the one with number, words and time of the attempt", () => {
    expect(find(list([row({ sid: "SM0", body: "Other" }), row()]))).toEqual({ kind: "found", providerMessageId: "SM1", fact: "sent" });
  });

  it.each([
    ["another guest's number", { to: "+15005550007" }],
    ["other words", { body: "Dear lea, please come!" }],
    ["an answer of the guest", { direction: "inbound" }],
    ["yesterday", { date_created: new Date(now - 86_400_000).toUTCString() }],
    ["an hour later", { date_created: new Date(now + 3_600_000).toUTCString() }],
    ["no time", { date_created: "never" }],
  ])("leaves out what differs by %s", (_, changed) => expect(find(list([row(changed)]))).toEqual({ kind: "not-found" }));

  it("finds it from another sender of the account, which may have been changed since", () => {
    expect(find(list([row({ from: "+15005550101" })]))).toMatchObject({ kind: "found" });
  });

  it("cannot tell by other words where the list does not show a text as it was sent", () => {
    const ask = (result: CallResult) =>
      findInList(result, { request, startedAt: now, to: "whatsapp:+15005550006", showsText: false, isTaken: () => false, now });
    const whatsapp = { to: "whatsapp:+15005550006" };
    expect(ask(list([row({ ...whatsapp, body: "" })]))).toEqual({ kind: "cannot-tell", code: "text-not-shown" });
    expect(ask(list([row(whatsapp)]))).toMatchObject({ kind: "found" });
    expect(ask(list([row()]))).toEqual({ kind: "not-found" });
  });

  it("leaves out what belongs to another attempt", () => {
    expect(find(list([row()]), ["SM1"])).toEqual({ kind: "not-found" });
  });

  it("goes by the provider's clock when ours is wrong", () => {
    const theirs = now + 5 * 3_600_000;
    expect(find(list([row({ date_created: new Date(theirs).toUTCString() })], null, theirs))).toMatchObject({ kind: "found" });
  });

  it("cannot tell when the list does not go back far enough", () => {
    expect(find(list([row({ body: "Other" })], "/page2"))).toMatchObject({ kind: "cannot-tell" });
    expect(find(list([row({ body: "Other", date_created: new Date(now - 3_600_000).toUTCString() })], "/page2"))).toEqual({
      kind: "not-found",
    });
  });

  it("cannot tell which of two equal ones it is", () => {
    expect(find(list([row(), row({ sid: "SM2" })]))).toMatchObject({ kind: "cannot-tell", code: "several-alike" });
  });
});
