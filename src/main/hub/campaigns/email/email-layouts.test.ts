import { afterEach, describe, expect, it } from "vitest";
import type { Block } from "#shared/domain/campaign.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { emailHtmlOf } from "./email-html.ts";
import { createEmailLayouts, type EmailLayouts } from "./email-layouts.ts";
import { createMjmlCompiler, type MjmlCompiler } from "./mjml-compiler.ts";

const clock = createSystemClock();
const open: { stop(): Promise<void> }[] = [];
const opened = <One extends { stop(): Promise<void> }>(one: One): One => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const counted = (): { layouts: EmailLayouts; compiled: string[] } => {
  const compiler: MjmlCompiler = createMjmlCompiler(clock);
  const compiled: string[] = [];
  const counting: MjmlCompiler = {
    compile: (mjml) => {
      compiled.push(mjml);
      return compiler.compile(mjml);
    },
    stop: () => compiler.stop(),
  };
  return { layouts: opened(createEmailLayouts(clock, counting)), compiled };
};

const every: Block[] = [
  { type: "heading", id: "h", text: "Heading {{ guest.first_name }}" },
  { type: "text", id: "t", text: 'Dear {{ guest.first_name | default: "friend" }}\nline two %%slot0%%' },
  { type: "image", id: "i", url: "https://x.example/a.png", alt: 'A "quoted" <b>' },
  { type: "button", id: "b", label: "Go", url: "https://x.example/?n={{ guest.last_name }}" },
  { type: "event-card", id: "e", eventId: null },
  { type: "rsvp", id: "r", label: "Reply" },
  { type: "divider", id: "d" },
];
const context = { language: "en", subject: "Subject <1>", events: new Map() };

describe("email layouts", () => {
  it("compile once per kinds of blocks and language, whatever the wording", async () => {
    const { layouts, compiled } = counted();
    const other = every.map((block) => (block.type === "text" ? { ...block, text: "Something else" } : block));
    await Promise.all([every, other, every].map((blocks) => emailHtmlOf(blocks, context, layouts)));
    expect(compiled.length).toBe(1);
    await emailHtmlOf(every, { ...context, language: "ar" }, layouts);
    await emailHtmlOf(every.slice(1), context, layouts);
    expect(compiled.length).toBe(3);
  });

  it("hand no typed word to MJML, and put every word in as text", async () => {
    const { layouts, compiled } = counted();
    const html = await emailHtmlOf([...every, { type: "text", id: "x", text: '<mj-include path="/etc/passwd" />' }], context, layouts);
    expect(compiled.join("")).not.toMatch(/quoted|guest\.|mj-include|Subject/);
    expect(html).toContain("&lt;mj-include");
    expect(html).toContain('alt="A &quot;quoted&quot; &lt;b&gt;"');
    expect(html).toContain("<title>Subject &lt;1&gt;</title>");
    expect(html).toContain("<br>line two %%slot0%%");
    expect(html).toContain('href="https://x.example/?n={{ guest.last_name | url_encode }}"');
    expect(html.match(/href="\{\{ rsvp\.link \}\}"/g)?.length).toBe(2);
  });

  it("give the same bytes in every process, so that payload hashes hold", async () => {
    const [one, other] = await Promise.all([counted(), counted()].map(({ layouts }) => emailHtmlOf(every, context, layouts)));
    expect(one).toBe(other);
  });

  it("load nothing from anywhere and know the dark scheme", async () => {
    const html = await emailHtmlOf(every, { ...context, language: "ar" }, counted().layouts);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)].map(([, link, style]) => link ?? style);
    expect(new Set(addresses)).toEqual(
      new Set(["https://x.example/a.png", "https://x.example/?n={{ guest.last_name | url_encode }}", "{{ rsvp.link }}"]),
    );
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toMatch(/^<!doctype html>\n?<html lang="ar" dir="rtl"/);
    // MJML's columns are left-to-right unless told otherwise, whatever the page says.
    expect(html).toMatch(/text-align:left;direction:rtl/);
  });
});

describe("the MJML thread", () => {
  it("fails what was asked when it is stopped, and takes nothing afterwards", async () => {
    const compiler = createMjmlCompiler(clock);
    const asked = expect(compiler.compile("<mjml></mjml>")).rejects.toThrow("stopped");
    await compiler.stop();
    await asked;
    await expect(compiler.compile("<mjml></mjml>")).rejects.toThrow("stopped");
  });

  it("says what is wrong instead of making half an email, and goes on", async () => {
    const compiler = opened(createMjmlCompiler(clock));
    await expect(compiler.compile("<mjml><mj-body><mj-nonsense /></mj-body></mjml>")).rejects.toThrow("could not be made");
    await expect(compiler.compile("<mjml><mj-body></mj-body></mjml>")).resolves.toContain("<html");
  });

  it("starts again after a rest", async () => {
    let rest: (() => void) | undefined;
    const compiler = opened(
      createMjmlCompiler({
        setTimer: (_delay, task) => {
          rest = task;
          return () => (rest = undefined);
        },
      }),
    );
    const first = await compiler.compile("<mjml><mj-body></mj-body></mjml>");
    expect(rest).toBeDefined();
    rest?.();
    expect(await compiler.compile("<mjml><mj-body></mj-body></mjml>")).toBe(first);
  });
});
