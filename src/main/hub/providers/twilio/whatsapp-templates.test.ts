import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTemplates, templateFor, type WhatsappTemplate } from "./whatsapp-templates.ts";

const template = (body: string, digit = "1"): WhatsappTemplate => ({
  sid: `HX${digit.repeat(32)}`,
  name: `t${digit}`,
  language: "en",
  body,
});
const invitation = template("Dear {{1}}, you are invited to {{2}} on {{3}}. Yours, {{1}}");
const variablesFor = (body: string, text: string) => templateFor([template(body)], text)?.variables;

describe("an approved template", () => {
  it("says what stands in its gaps when a text is its own", () => {
    expect(variablesFor("Dear {{1}}, please come to {{2}}.", "Dear Léa, please come to Rue de l'Église 1.")).toEqual({
      1: "Léa",
      2: "Rue de l'Église 1",
    });
    expect(variablesFor("The bus waits.", "The bus waits.")).toEqual({});
    expect(variablesFor("{{first_name}}{{2}}!", "Léa!")).toEqual({ first_name: "L", 2: "éa" });
  });

  it.each([
    ["a word is missing", "Dear {{1}}, please come.", "Dear Léa, come."],
    ["there is more behind it", "The bus waits.", "The bus waits. Hurry!"],
    ["a gap stays empty", "Dear {{1}}, please come.", "Dear , please come."],
    ["a gap would be blanks", "Dear {{1}}, please come.", "Dear  , please come."],
    ["a line ends in a gap", "Dear {{1}}, please come.", "Dear Léa\nand Omar, please come."],
    ["many blanks stand in a gap", "Dear {{1}}, please come.", "Dear Léa     Omar, please come."],
    ["one gap would hold two things", "{{1}} and {{1}} marry.", "Léa and Omar marry."],
    ["pieces overlap", "ab{{1}}bc", "abc"],
  ])("does not fit when %s", (_, body, text) => expect(templateFor([template(body)], text)).toBeUndefined());

  it("wins over a more general one", () => {
    const general = template("Dear {{1}}.", "2");
    const exact = template("Dear {{1}}, please come.", "3");
    expect(templateFor([general, exact], "Dear Léa, please come.")?.template).toBe(exact);
  });

  it("never fits a text that it would not read as", () => {
    const piece = fc.stringMatching(/^[ab ]{0,3}$/u);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[ab ]{0,12}$/u), (pieces, text) => {
        const body = pieces.reduce((sum, one, at) => (at === 0 ? one : `${sum}{{${at}}}${one}`), "");
        if (body === "") return;
        const variables = variablesFor(body, text);
        if (variables === undefined) return;
        expect(body.replaceAll(/\{\{(\d)\}\}/gu, (_, name: string) => variables[name] ?? "")).toBe(text);
      }),
    );
  });

  it("fits every text that it was filled in to, if what is in its gaps is one word", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,9}$/u),
        fc.stringMatching(/^[a-z]{1,9}$/u),
        fc.stringMatching(/^[0-9]{1,4}$/u),
        (one, two, three) => {
          const text = invitation.body.replaceAll("{{1}}", one).replace("{{2}}", two).replace("{{3}}", three);
          expect(templateFor([invitation], text)?.variables).toEqual({ 1: one, 2: two, 3: three });
        },
      ),
    );
  });
});

describe("the account's templates", () => {
  const content = (changed: object = {}) => ({
    sid: `HX${"a".repeat(32)}`,
    friendly_name: "invitation",
    language: "en",
    types: { "twilio/text": { body: "Dear {{1}}." } },
    approval_requests: { status: "approved" },
    ...changed,
  });

  it("are the plain texts that WhatsApp approved", () => {
    const rows = [
      content(),
      content({ approval_requests: { whatsapp: { status: "approved" } } }),
      content({ approval_requests: { status: "pending" } }),
      content({ approval_requests: {} }),
      content({ types: { "twilio/card": { title: "Dear {{1}}." } } }),
      content({ sid: "../x" }),
      null,
    ];
    expect(readTemplates({ contents: rows })?.map(({ body }) => body)).toEqual(["Dear {{1}}.", "Dear {{1}}."]);
  });

  it("are not read from somebody else's answer", () => {
    for (const answer of [undefined, {}, { contents: "no" }]) expect(readTemplates(answer)).toBeUndefined();
  });
});
