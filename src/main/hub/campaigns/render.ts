import { hash } from "node:crypto";
import type { FrozenText } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import { compileTemplate, mergeTemplate, type CompiledTemplate, type EscapeMode } from "#shared/template/index.ts";
import type { Render } from "#hub/dispatcher/dispatcher.ts";
import type { Ledger } from "#hub/ledger/index.ts";

/** Compiled texts kept: a campaign has one per channel and language, and few campaigns run at once. */
const compiledTextsMax = 200;

export interface CompiledText {
  readonly text: FrozenText;
  readonly parts: Readonly<Record<"subject" | "html" | "text" | "body" | "link", CompiledTemplate>>;
}

export const compileText = (text: FrozenText): CompiledText => {
  const { subject, html, words, body, link } = partsOf(text);
  return {
    text,
    parts: {
      subject: compileTemplate(subject),
      html: compileTemplate(html),
      text: compileTemplate(words),
      body: compileTemplate(body),
      link: compileTemplate(link),
    },
  };
};

const noParts = { subject: "", html: "", words: "", body: "", link: "" };

const partsOf = (text: FrozenText): typeof noParts => {
  switch (text.channel) {
    case "email":
      return { ...noParts, subject: text.subject, html: text.html, words: text.text };
    case "sms":
      return { ...noParts, body: text.body };
    case "push":
      return { ...noParts, subject: text.title, body: text.body, link: text.link };
  }
};

export interface MergedPayload {
  readonly payload: Payload;
  readonly empty: ReadonlySet<string>;
}

/** Merges one compiled text for one address. Pure. */
export const mergePayload = ({ text, parts }: CompiledText, to: string, values: ReadonlyMap<string, string>): MergedPayload => {
  const empty = new Set<string>();
  const merged = (part: CompiledTemplate, mode: EscapeMode): string => {
    const result = mergeTemplate(part, values, mode);
    for (const field of result.empty) empty.add(field);
    return result.out;
  };
  return { payload: payloadOf({ text, parts }, to, merged), empty };
};

type Merge = (part: CompiledTemplate, mode: EscapeMode) => string;

const payloadOf = ({ text, parts }: CompiledText, to: string, merged: Merge): Payload => {
  switch (text.channel) {
    case "email":
      return {
        channel: "email",
        to,
        from: text.from,
        replyTo: text.replyTo,
        subject: merged(parts.subject, "line").trim(),
        html: merged(parts.html, "html"),
        text: merged(parts.text, "text"),
      };
    case "sms":
      return { channel: "sms", to, from: text.from, body: merged(parts.body, "text").trim() };
    case "push":
      return {
        channel: "push",
        to,
        title: merged(parts.subject, "line").trim(),
        body: merged(parts.body, "text").trim(),
        link: merged(parts.link, "line").trim(),
      };
  }
};

/** sha256 (hex) of a payload's canonical JSON: its entries in the order of their names. */
export const payloadBodySha256 = (payload: Payload): string =>
  hash("sha256", JSON.stringify(Object.entries(payload).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** Compiles each frozen text once, found by its hash. */
export const createRender = (ledger: Pick<Ledger, "frozenText">): Render => {
  const compiled = new Map<string, CompiledText>();
  const compiledOf = (sha256: string): CompiledText | undefined => {
    const known = compiled.get(sha256);
    if (known !== undefined) return known;
    const text = ledger.frozenText(sha256);
    if (text === undefined) return undefined;
    if (compiled.size >= compiledTextsMax) compiled.clear();
    const made = compileText(text);
    compiled.set(sha256, made);
    return made;
  };
  return (intent, planIndex) => {
    const step = intent.plan[planIndex];
    if (step === undefined) return { ok: false, code: "plan-step-missing", detail: "The plan has no such step." };
    const text = compiledOf(step.textSha256);
    if (text === undefined) return { ok: false, code: "text-missing", detail: "The approved text is not in the journal." };
    if (text.text.channel !== step.channel)
      return { ok: false, code: "text-of-other-channel", detail: "The approved text is for another channel." };
    const { payload } = mergePayload(text, step.address, new Map(Object.entries(intent.values)));
    const body = payload.channel === "email" ? payload.text : payload.body;
    if (body.trim() === "") return { ok: false, code: "body-empty", detail: "For this guest the message would be empty." };
    return { ok: true, payload, bodySha256: payloadBodySha256(payload) };
  };
};
