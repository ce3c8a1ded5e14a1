import { describe, expect, it } from "vitest";
import type { FrozenText } from "#shared/message/ledger-rows.ts";
import { compileTemplate } from "#shared/template/index.ts";
import { compileText, mergePayload, payloadBodySha256 } from "./render.ts";
import { starterOf } from "./starter.ts";
import { starterLanguages } from "./starter-texts.ts";

const text: FrozenText = {
  channel: "push",
  language: "en",
  title: " {{ couple.names }} ",
  body: "{{ guest.first_name }}, the bus leaves now.\n",
  link: "{{ rsvp.link }}",
};
const to = "fcm:0123456789abcdef";
const merged = (values: Readonly<Record<string, string>>) => mergePayload(compileText(text), to, new Map(Object.entries(values)));

describe("the text of a push", () => {
  it("is merged for one guest, title and link in one line each", () => {
    const { payload, empty } = merged({
      "couple.names": "Léa\n& Omar",
      "guest.first_name": "Noor",
      "rsvp.link": "https://rsvp.example/#t",
    });
    expect(payload).toEqual({
      channel: "push",
      to,
      title: "Léa & Omar",
      body: "Noor, the bus leaves now.",
      link: "https://rsvp.example/#t",
    });
    expect(empty.size).toBe(0);
  });

  it("tells which fields are empty for a guest, those of the link too", () => {
    expect([...merged({ "couple.names": "L & O" }).empty].toSorted()).toEqual(["guest.first_name", "rsvp.link"]);
  });

  it("gives other bytes for another guest and the same for the same", () => {
    const hashOf = (name: string): string => payloadBodySha256(merged({ "guest.first_name": name }).payload);
    expect(hashOf("Noor")).toBe(hashOf("Noor"));
    expect(hashOf("Noor")).not.toBe(hashOf("Lea"));
  });
});

describe("a ready-made push", () => {
  const ids = { next: () => "id", token: () => "token" };
  const all = Object.keys(starterLanguages).flatMap((language) =>
    ["save-the-date", "invitation", "reminder-1", "thank-you", "other"].map((slot) => ({ language, slot })),
  );

  it.each(all)("says in $language for $slot what a text message says, and opens the link instead of spelling it", ({ language, slot }) => {
    const { push, sms } = starterOf(slot, language, ids);
    expect(push.body).not.toContain("rsvp.link");
    expect(push.link).toBe(sms.includes("rsvp.link") ? "{{ rsvp.link }}" : "");
    expect(compileTemplate(push.body).issues).toEqual([]);
    expect(push.body.length).toBeLessThan(200);
  });
});
