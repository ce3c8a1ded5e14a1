import { describe, expect, it } from "vitest";
import type { Block, Campaign, Guest, TemplateText } from "#shared/domain/index.ts";
import { compileTemplate } from "#shared/template/index.ts";
import { instantOfLocal } from "#shared/time/zoned.ts";
import type { LaneState, QuotaState } from "#hub/dispatcher/dispatcher.ts";
import type { ExclusionCode, Recipient } from "../audience/resolve.ts";
import { compileText } from "../render.ts";
import { resolveSchedule } from "../schedule.ts";
import type { ReadyText } from "../texts.ts";
import type { FindingSources } from "./finding.ts";
import { findingsOf } from "./findings.ts";

const zone = "Europe/Berlin";
const at = (local: string, where = zone): number => instantOfLocal(local, where, "not-before");
const noon = at("2027-03-01T12:00");

const stamps = { weddingId: "w", createdAt: 1, updatedAt: 1 };
const campaignOf = (change: Partial<Campaign> = {}): Campaign => ({
  id: "c",
  name: "Test",
  slot: "invitation",
  templateId: "t",
  audience: { kind: "guests", guestIds: [] },
  channelPlan: ["email", "sms"],
  onePer: "person",
  schedule: { kind: "now" },
  expires: { local: "2027-03-02T12:00", zone },
  priority: "bulk",
  status: "draft",
  approvedRevision: 0,
  approvedAt: null,
  approvedCount: null,
  holdUntil: null,
  ...stamps,
  ...change,
});

const guestOf = (id: string, change: Partial<Guest> = {}): Guest => ({
  id,
  householdId: `h-${id}`,
  kind: "adult",
  givenName: "Ana",
  familyName: id,
  language: "en",
  zone: null,
  side: "",
  tags: [],
  diet: "",
  accessNeeds: "",
  table: "",
  note: "",
  contactPoints: [],
  preferredChannel: null,
  invitedTo: [],
  importId: null,
  ...stamps,
  ...change,
});

const readyOf = (source: Exclude<TemplateText, { channel: "push" }>, html = ""): ReadyText => {
  const words = source.channel === "sms" ? source.body : source.blocks.map((block) => ("text" in block ? block.text : "")).join("\n");
  const { language } = source;
  const frozen =
    source.channel === "sms"
      ? ({ channel: "sms", language, body: words, from: "" } as const)
      : ({ channel: "email", language, subject: source.subject, html, text: words, from: "a@b.example", replyTo: "" } as const);
  const { fields, issues } = compileTemplate(words);
  return { source, frozen, sha256: `sha-${source.channel}-${language}`, compiled: compileText(frozen), fields, issues };
};
const email = (text: string, more: readonly Block[] = []): ReadyText =>
  readyOf({ channel: "email", language: "en", subject: "S", blocks: [{ type: "text", id: "b", text }, ...more] });
const frozenEmail = (replyTo: string): ReadyText["frozen"] => ({
  channel: "email",
  language: "en",
  subject: "S",
  html: "",
  text: "Hello",
  from: "a@b.example",
  replyTo,
});
const sms = (body: string): ReadyText => readyOf({ channel: "sms", language: "en", body });

const recipientOf = (guest: Guest, text: ReadyText, address = `${guest.id}@x.example`): Recipient => ({
  guest,
  messageId: `m-${guest.id}`,
  plan: [{ channel: "email", contactPointId: "p", address, textSha256: text.sha256, language: text.frozen.language }],
  texts: [text],
  quiet: guest.zone === null ? { zones: [zone], by: "wedding" } : { zones: [guest.zone], by: "said" },
});

const textTo = (address: string): Recipient => {
  const text = sms("Hello");
  const plan = [{ channel: "sms" as const, contactPointId: "p", address, textSha256: text.sha256, language: "en" }];
  return { guest: guestOf(address), messageId: `m-${address}`, plan, texts: [text], quiet: { zones: [zone], by: "wedding" } };
};
const unregistered = {
  code: "sender-not-registered" as const,
  sentence: "This sender is not registered for the United States.",
  nextStep: "Register it with the provider.",
};

interface Change {
  readonly campaign?: Partial<Campaign>;
  readonly practice?: boolean;
  readonly texts?: readonly ReadyText[];
  readonly guests?: readonly Guest[];
  readonly excluded?: readonly { readonly guest: Guest; readonly code: ExclusionCode }[];
  readonly now?: number;
  readonly sources?: Partial<FindingSources>;
}

const sourcesOf = (change: Change): FindingSources => {
  const { texts = [email("Hello")], guests = [guestOf("g1"), guestOf("g2")], now = noon, practice = true } = change;
  const campaign = campaignOf(change.campaign);
  const [first = email("Hello")] = texts;
  return {
    world: {
      campaign,
      template: { id: "t", name: "T", texts: [], ...stamps },
      wedding: {
        id: "w",
        name: "Léa & Omar",
        date: "2027-06-12",
        zone,
        venueName: "Barn",
        venueAddress: "",
        languages: ["en"],
        defaultLanguage: "en",
        rsvpDeadline: "2027-05-01",
        practice,
        sample: false,
        createdAt: 1,
        updatedAt: 1,
      },
      events: new Map(),
      households: new Map(),
      guests: new Map(),
      audience: [],
      suppressions: new Map(),
      answers: new Map(),
      rsvpPageUrl: "https://rsvp.example/",
    },
    texts: new Map(texts.map((text) => [text.sha256, text])),
    resolved: { recipients: guests.map((guest) => recipientOf(guest, first)), excluded: change.excluded ?? [] },
    emptyFields: new Map(),
    history: {
      sameTexts: new Map(),
      untried: [],
      usualHosts: new Set(["rsvp.example"]),
      changedSinceTest: [],
      isFirstOfWedding: false,
      costLimits: { messageCents: 5_000, weddingCents: 50_000 },
      weddingSpentCents: 0,
    },
    schedule: resolveSchedule(campaign, now),
    now,
    costCents: null,
    countedCents: 0,
    currency: "USD",
    terms: { ruleFor: () => null },
    unknownCountries: [],
    unconnected: [],
    quietHours: { from: "09:00", to: "20:00" },
    online: true,
    lanes: [],
    byChannel: new Map([[first.frozen.channel, { messages: guests.length, segments: 0 }]]),
    audienceCount: change.sources?.resolved?.recipients.length ?? guests.length + (change.excluded ?? []).length,
    durationSeconds: 60,
    fit: { tooLate: 0, endsAt: noon + 60_000, cause: "rate", because: "" },
    ...change.sources,
  };
};

const laneOf = (change: Partial<LaneState> = {}): LaneState => ({
  provider: "resend",
  channel: "email",
  condition: { kind: "running" },
  inFlight: 0,
  concurrency: 1,
  perSecondMax: 5,
  quotas: [],
  ...change,
});
const broken = (code: string): LaneState["condition"] => ({
  kind: "broken",
  code,
  problem: { code, sentence: "Resend refused the key.", nextStep: "Paste the key again in Settings." },
  since: 1,
});
const quota = (used: number, unit: QuotaState["unit"] = "message"): QuotaState => ({
  id: "resend:day",
  title: "Resend's daily limit",
  used,
  limit: 100,
  unit,
  window: { kind: "utc-day" },
  reserved: 2,
  roomAt: null,
});

const turns = { next: () => Promise.resolve() };
const find = (change: Change = {}) => findingsOf(sourcesOf(change), turns);
const codes = async (change: Change = {}): Promise<string[]> => (await find(change)).map(({ code }) => code);

const history = (change: Partial<FindingSources["history"]>): Change => ({
  sources: { history: { ...sourcesOf({}).history, ...change } },
});

const households = new Map(
  ["h-g1", "h-g2"].map((id) => [id, { id, label: id, postalAddress: "", rsvpToken: "token", note: "", ...stamps }]),
);

/** Each case on its own makes exactly this finding; each has a neighbour without it: the plain draft, which has none. */
const cases: readonly (readonly [string, Change])[] = [
  ["body-empty", { texts: [] }],
  ["field-unknown", { texts: [email("Hi {{ guest.secret }}")] }],
  ["text-wrong", { texts: [email("Hi {% if guest.table %}")] }],
  ["link-missing", { texts: [email("{{ rsvp.link }}")], sources: { world: { ...sourcesOf({}).world, rsvpPageUrl: null, households } } }],
  ["text-missing", { excluded: [{ guest: guestOf("x"), code: "no-text" }] }],
  ["channel-not-connected", { excluded: [{ guest: guestOf("x"), code: "no-lane" }] }],
  ["channel-skipped", { sources: { unconnected: ["sms"] } }],
  [
    "sender-not-registered",
    {
      practice: false,
      texts: [sms("Hello")],
      sources: {
        resolved: { recipients: [textTo("+12125551000"), textTo("+33612345678")], excluded: [] },
        terms: { ruleFor: (country) => (country === "US" ? unregistered : null) },
      },
    },
  ],
  ["nobody", { guests: [] }],
  ["token-missing", { texts: [email("{{ rsvp.link }}")] }],
  ["over-cost-limit", { sources: { costCents: null, countedCents: 5_001 } }],
  [
    "over-wedding-limit",
    { sources: { costCents: 2_000, countedCents: 2_000, history: { ...sourcesOf({}).history, weddingSpentCents: 48_001 } } },
  ],
  ["expiry-passed", { campaign: { expires: { local: "2027-02-28T12:00", zone } } }],
  [
    "time-skipped",
    {
      campaign: { schedule: { kind: "at", local: "2027-03-28T02:30", zone }, expires: { local: "2027-03-29T12:00", zone } },
      sources: { quietHours: null },
    },
  ],
  [
    "time-twice",
    {
      campaign: { schedule: { kind: "at", local: "2027-10-31T02:30", zone }, expires: { local: "2027-11-01T12:00", zone } },
      sources: { quietHours: null },
    },
  ],
  ["start-passed", { campaign: { schedule: { kind: "at", local: "2027-03-01T11:00", zone } } }],
  ["quiet-hours", { now: at("2027-03-01T22:00") }],
  ["quiet-hours-expire", { now: at("2027-03-01T22:00"), campaign: { expires: { local: "2027-03-02T08:00", zone } } }],
  ["offline-now", { practice: false, texts: [sms("Hello")], sources: { online: false } }],
  ["after-deadline", { campaign: { priority: "reminder", expires: { local: "2027-05-04T12:00", zone } }, now: at("2027-05-03T12:00") }],
  ["not-after-missing", { campaign: { expires: null } }],
  ["not-after-late", { campaign: { expires: { local: "2027-07-01T12:00", zone } } }],
  ["opted-out", { excluded: [{ guest: guestOf("x"), code: "opted-out" }] }],
  ["same-text", history({ sameTexts: new Map([["g1", new Set(["sha-email-en"])]]) })],
  ["field-empty", { texts: [email("At {{ guest.table }}")], sources: { emptyFields: new Map([["guest.table", ["g1"]]]) } }],
  [
    "field-stand-in",
    {
      texts: [email('Dear {{ guest.first_name | default: "friend" }}')],
      sources: { emptyFields: new Map([["guest.first_name", ["g1"]]]) },
    },
  ],
  ["counts-disagree", { sources: { audienceCount: 3 } }],
  ["lane-broken", { sources: { lanes: [laneOf({ condition: broken("key-refused") })] } }],
  ["sender-not-verified", { sources: { lanes: [laneOf({ condition: broken("resend-domain-not-verified") })] } }],
  ["lane-backup", { sources: { lanes: [laneOf({ condition: broken("key-refused") }), laneOf({ provider: "smtp" })] } }],
  ["changed-since-test", history({ changedSinceTest: [{ channel: "email", language: "de" }] })],
  [
    "takes-long",
    {
      now: at("2027-06-05T12:00"),
      campaign: { expires: { local: "2027-06-06T12:00", zone } },
      sources: { durationSeconds: 3_601 },
    },
  ],
  ["no-plain-text", { texts: [email(" ")] }],
  ["reply-to-unread", { practice: false, texts: [{ ...email("Hello"), frozen: frozenEmail("No-Reply@b.example") }] }],
  ["quota-nearly-used", { sources: { lanes: [laneOf({ quotas: [quota(78)] })] } }],
  ["plus-one-unnamed", { guests: [guestOf("x", { kind: "plus-one", givenName: "", familyName: "" })] }],
  ["children", { guests: [guestOf("x", { kind: "child" })] }],
  ["other-language", { guests: [guestOf("x", { language: "fr" })] }],
  [
    "address-shared",
    {
      sources: {
        resolved: { recipients: ["x", "y"].map((id) => recipientOf(guestOf(id), email("Hello"), "same@x.example")), excluded: [] },
      },
    },
  ],
  ["first-send", history({ untried: ["resend"] })],
  ["link-http", { texts: [email("See http://rsvp.example/a")] }],
  ["link-domain", { texts: [email("See https://hotels.example/a")] }],
  ["sms-ucs2", { texts: [sms("Ça va ‘bien’")] }],
  [
    "email-long",
    {
      texts: [
        readyOf(
          { channel: "email", language: "en", subject: "S", blocks: [{ type: "text", id: "b", text: "Hello" }] },
          "x".repeat(102_001),
        ),
      ],
    },
  ],
  ["image-alt", { texts: [email("Hello", [{ type: "image", id: "i", url: "https://x.example/a.png", alt: " " }])] }],
  ["cost-unknown", { sources: { unknownCountries: ["FR", ""] } }],
];

describe("the findings of a review", () => {
  it("has nothing to say about a plain draft", async () => {
    expect(await codes()).toEqual([]);
  });

  it.each(cases)("%s", async (code, change) => {
    const found = await find(change);
    expect(found.map((one) => one.code)).toEqual([code]);
    for (const { sentence, fix } of found) expect(`${sentence} ${fix}`).toMatch(/^[A-Z0-9].*[.?].*\.$|"friend"\.$/u);
  });

  it("says once that there is no address for replies, and not in practice", async () => {
    const blocks = [{ type: "text", id: "b", text: "Hallo" }] as const;
    const texts = [email("Hello"), readyOf({ channel: "email", language: "de", subject: "S", blocks: [...blocks] })];
    expect(await codes({ practice: false, texts })).toEqual(["reply-to"]);
    expect(await codes({ texts })).toEqual([]);
  });

  it("tells the gravest first", async () => {
    const found = await find({ texts: [], guests: [guestOf("x", { kind: "child" })], campaign: { expires: null } });
    expect(found.map(({ grade }) => grade)).toEqual(["stop", "decide", "note"]);
  });

  it("counts everybody but lists at most two hundred", async () => {
    const [children] = await find({ guests: Array.from({ length: 300 }, (_, index) => guestOf(`x${index}`, { kind: "child" })) });
    expect(children).toMatchObject({ count: 300 });
    expect(children?.guestIds.length).toBe(200);
  });
});

describe("empty fields in a review", () => {
  const emptyFields = new Map([["guest.table", ["g1"]]]);
  it("are nothing to tell where a condition asks for the field", async () => {
    const texts = [email("{% if guest.table %}You sit at {{ guest.table }}.{% endif %}")];
    expect(await codes({ texts, sources: { emptyFields } })).toEqual([]);
  });

  it("are told when one use of several has no stand-in", async () => {
    const texts = [email('{{ guest.table | default: "any table" }} {% if guest.table == "" %}{{ guest.table }}{% endif %}')];
    expect(await codes({ texts, sources: { emptyFields } })).toEqual(["field-empty"]);
  });
});

describe("a send that cannot fit", () => {
  const fit = {
    tooLate: 1,
    endsAt: at("2027-03-04T09:30"),
    cause: "quota",
    because: "mostly waiting for a quota: Emails in 24 hours",
  } as const;

  it("is refused, with everything that would put it right", async () => {
    const [found] = await find({ sources: { fit } });
    expect(found).toMatchObject({ code: "cannot-fit", grade: "stop", count: 1 });
    expect(found?.sentence).toBe(
      'Of 2 people 1 would not get it before Tue 2 Mar, 12:00, its "not after": mostly waiting for a quota: Emails in 24 hours.',
    );
    expect(found?.alternatives).toEqual([
      { sentence: "Let it take until Thu 4 Mar, 09:30, or start it earlier.", at: "when" },
      { sentence: "Write to 1 person with this message, and to the others with the next.", at: "audience" },
      { sentence: "If your plan with the provider allows more, say so in the settings; or connect another account.", at: "settings" },
    ]);
  });

  it("offers neither a time that nobody can tell nor a message to nobody", async () => {
    const [found] = await find({ sources: { fit: { tooLate: 2, endsAt: null, cause: "rate", because: "" } } });
    expect(found?.alternatives).toEqual([{ sentence: "Connect another account.", at: "settings" }]);
  });

  it.each(["person", "no-lane"] as const)("is told by another finding when it is no matter of time (%s)", async (cause) => {
    expect(await codes({ sources: { fit: { ...fit, cause } } })).toEqual([]);
  });
});

describe("quotas in a review", () => {
  it("count parts of text messages where the provider does", async () => {
    const lanes = [laneOf({ channel: "sms", provider: "twilio", quotas: [quota(50, "segment")] })];
    const load = (segments: number): Change => ({
      texts: [sms("Hello")],
      sources: { lanes, byChannel: new Map([["sms", { messages: 2, segments }]]) },
    });
    expect(await codes(load(29))).toEqual([]);
    expect(await codes(load(30))).toEqual(["quota-nearly-used"]);
    expect(await codes(load(51))).toEqual([]);
  });
});

describe("quiet hours in a review", () => {
  it("are those of each guest's own zone, told in theirs and in the wedding's time", async () => {
    const guests = [guestOf("here"), guestOf("there", { zone: "America/Chicago" }), guestOf("there-too", { zone: "America/Chicago" })];
    const [quiet, ...others] = await find({ guests, now: at("2027-03-01T14:00") });
    expect(others).toEqual([]);
    expect(quiet).toMatchObject({ code: "quiet-hours", count: 2, guestIds: ["there", "there-too"] });
    expect(quiet?.sentence).toContain("Mon 1 Mar, 09:00 in Chicago (Mon 1 Mar, 16:00 wedding time)");
  });

  it("do not matter where the dispatcher knows none", async () => {
    expect(await codes({ now: at("2027-03-01T22:00"), sources: { quietHours: null } })).toEqual([]);
  });
});

describe("'not after' in a review", () => {
  it("may lie after the wedding for a thank-you", async () => {
    expect(await codes({ now: at("2027-06-14T12:00"), campaign: { expires: { local: "2027-06-20T12:00", zone } } })).toEqual([]);
  });
});

describe("links in a review", () => {
  it("are usual on a subdomain of a usual domain, and wherever only a guest's value leads", async () => {
    expect(await codes({ texts: [email("https://www.rsvp.example/x https://{{ guest.table }}/y")] })).toEqual([]);
  });
});
