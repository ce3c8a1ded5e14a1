import type { Preview } from "#shared/api/campaigns.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { Guest } from "#shared/domain/index.ts";
import { costlyCharacters, countSms, withLookAlikes } from "#shared/sms/segments.ts";
import { resolveAudience, stepsOf } from "./audience/resolve.ts";
import { dateLanguageOf, valuesOf } from "./merge-values.ts";
import { refuse } from "./refusals.ts";
import { mergePayload } from "./render.ts";
import { readyTexts, textFor } from "./texts.ts";
import { isRightToLeft, nameOf } from "./words.ts";
import { readWorld, type RoomDeps } from "./world.ts";

export interface PreviewInput {
  readonly campaignId: string;
  readonly guestId: string;
  readonly channel: Channel;
  readonly language: string | null;
}

/** Exactly the bytes that this guest would get, from the saved draft. */
export const previewOf = async (deps: RoomDeps, { campaignId, guestId, channel, language }: PreviewInput): Promise<Preview> => {
  const world = await readWorld(deps, campaignId, [guestId]);
  const guest = world.guests.get(guestId);
  if (guest === undefined) throw refuse("guest-gone", "This guest is not here any more.", "Choose somebody else.");
  const texts = await readyTexts(world, deps);
  const text = textFor(texts, channel, language ?? guest.language, world.wedding.defaultLanguage);
  if (text === undefined) throw refuse("text-missing", "There is no text for this channel and language yet.", "Write one.");
  const { plan } = stepsOf(guest, world, texts, deps);
  const to = plan.find((step) => step.channel === channel)?.address ?? "";
  // A text that this guest would not get is shown with its own dates.
  const sent = plan.some((step) => step.textSha256 === text.sha256);
  const values = valuesOf(guest, dateLanguageOf(guest, sent ? plan : [text.frozen]), text.fields, world);
  const { payload, empty } = mergePayload(text.compiled, to, new Map(Object.entries(values)));
  const common = {
    channel,
    language: text.frozen.language,
    to,
    emptyFields: [...empty],
    issues: text.issues.map(({ line, column, sentence }) => ({ line, column, sentence })),
  };
  if (payload.channel === "email") return { ...common, subject: payload.subject, html: payload.html, text: payload.text, sms: null };
  return {
    ...common,
    html: "",
    ...(payload.channel === "push" ? { subject: payload.title, text: payload.body, sms: null } : smsPreview(payload.body)),
  };
};

const smsPreview = (body: string): Pick<Preview, "subject" | "text" | "sms"> => ({
  subject: "",
  text: body,
  sms: { ...countSms(body), plainSegments: countSms(withLookAlikes(body)).segments, costly: costlyCharacters(body) },
});

/** As many as fit a picker. */
const previewGuestsMax = 30;

/** Recipients to look at, the hardest cases first, then others as they come. */
export const previewGuestsOf = async (deps: RoomDeps, campaignId: string): Promise<{ guestId: string; name: string; why: string }[]> => {
  const world = await readWorld(deps, campaignId);
  const { recipients, excluded } = await resolveAudience(world, await readyTexts(world, deps), deps);
  const guests = (recipients.length > 0 ? recipients : excluded).map(({ guest }) => guest);
  const longest = guests.reduce<Guest | undefined>(
    (best, guest) => (best === undefined || nameOf(guest).length > nameOf(best).length ? guest : best),
    undefined,
  );
  const cases: readonly (readonly [string, Guest | undefined])[] = [
    ["longest name", longest],
    ["no first name", guests.find(({ givenName }) => givenName.trim() === "")],
    ["plus-one", guests.find(({ kind }) => kind === "plus-one")],
    ["child", guests.find(({ kind }) => kind === "child")],
    ["right-to-left", guests.find(({ language }) => isRightToLeft(language))],
    ["no email", guests.find(({ contactPoints }) => contactPoints.every(({ channel }) => channel !== "email"))],
  ];
  const why = new Map<Guest, string[]>();
  for (const [word, guest] of cases) if (guest !== undefined) why.set(guest, [...(why.get(guest) ?? []), word]);
  for (const guest of guests) {
    if (why.size >= previewGuestsMax) break;
    if (!why.has(guest)) why.set(guest, []);
  }
  return [...why].map(([guest, words]) => ({ guestId: guest.id, name: nameOf(guest), why: words.join(", ") }));
};
