import { afterAll, describe, expect, it } from "vitest";
import type { Block } from "#shared/domain/campaign.ts";
import { mergeFields } from "#shared/template/index.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { valueSources } from "../merge-values.ts";
import { compileText, mergePayload } from "../render.ts";
import { starterLanguages } from "../starter-texts.ts";
import { emailHtmlOf } from "./email-html.ts";
import { createEmailLayouts } from "./email-layouts.ts";
import { emailTextOf } from "./email-text.ts";
import { compileTemplate } from "#shared/template/index.ts";

const events = new Map();
const layouts = createEmailLayouts(createSystemClock());
afterAll(() => layouts.stop());

const htmlOf = (blocks: Block[], language = "en"): Promise<string> => emailHtmlOf(blocks, { language, subject: "S", events }, layouts);
const merged = async (blocks: Block[], values: Record<string, string>): Promise<string> => {
  const text = compileText({
    channel: "email",
    language: "en",
    subject: "{{ guest.first_name }}",
    html: await htmlOf(blocks),
    text: emailTextOf(blocks, { language: "en", events }),
    from: "a@b.example",
    replyTo: "",
  });
  const { payload } = mergePayload(text, "c@d.example", new Map(Object.entries(values)));
  return payload.channel === "email" ? payload.html : "";
};

describe("the email layout", () => {
  it("keeps merge tags alive in text and in links, and percent-encodes the ones inside a link", async () => {
    const html = await merged(
      [
        { type: "button", id: "b", label: "Go", url: "https://x.example/?n={{ guest.first_name }}" },
        { type: "rsvp", id: "r", label: "Reply" },
      ],
      {
        "guest.first_name": "A & B",
        "rsvp.link": "https://rsvp.example/#token",
      },
    );
    expect(html).toContain('href="https://x.example/?n=A%20%26%20B"');
    expect(html).toContain('href="https://rsvp.example/#token"');
  });

  it("never lets what is typed, or a guest's name, become markup", async () => {
    const html = await merged([{ type: "text", id: "t", text: "<script>1</script> {{ guest.first_name }}" }], {
      "guest.first_name": "<img src=x>",
    });
    expect(html).not.toMatch(/<script|<img/);
  });

  it("refuses links that run code", async () => {
    expect(await htmlOf([{ type: "button", id: "b", label: "x", url: "javascript:alert(1)" }])).not.toContain('href="javascript:');
  });

  it("says language and direction", async () => {
    expect(await htmlOf([], "ar")).toContain('<html lang="ar" dir="rtl"');
    expect(await htmlOf([], "fr")).toContain('<html lang="fr" dir="ltr"');
  });

  it("has a value for every merge field and no other", () => {
    expect(Object.keys(valueSources).toSorted()).toEqual(mergeFields.map(({ field }) => field).toSorted());
  });

  it("starts from words that have no mistakes in any language", () => {
    for (const { slots } of Object.values(starterLanguages)) {
      for (const text of Object.values(slots)) for (const part of Object.values(text)) expect(compileTemplate(part).issues).toEqual([]);
    }
  });

  it("merges five thousand guests out of one laid-out email, each with their own name", async () => {
    const text = compileText({
      channel: "email",
      language: "en",
      subject: "x",
      html: await htmlOf([{ type: "text", id: "t", text: "Hi {{ guest.first_name }}" }]),
      text: "x",
      from: "",
      replyTo: "",
    });
    for (let guest = 0; guest < 5000; guest += 1) {
      const { payload } = mergePayload(text, "a@b.example", new Map([["guest.first_name", `G${guest}`]]));
      expect(payload).toMatchObject({ html: expect.stringContaining(`Hi G${guest}<`) });
    }
  });
});
