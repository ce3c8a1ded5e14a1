import { readEmail } from "#shared/contact/email-address.ts";
import { readPhone } from "#shared/contact/phone-number.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { Setting } from "#shared/domain/suppression.ts";
import type { FrozenText, Intent } from "#shared/message/ledger-rows.ts";
import { testCampaignId, testGuestId, testSlot } from "#shared/message/test-send.ts";
import { frozenTextSha256, payloadSha256Of } from "#hub/ledger/index.ts";
import { dateLanguageOf, valuesOf } from "./merge-values.ts";
import { refuse } from "./refusals.ts";
import { readyTexts, textFor } from "./texts.ts";
import { readWorld, type CampaignsDeps, type RoomDeps, type World } from "./world.ts";

export interface TestSendInput {
  readonly campaignId: string;
  /** Whose data fills the text. */
  readonly guestId: string;
  readonly channel: Channel;
  readonly language: string | null;
  /** The planner's own address, as typed. */
  readonly to: string;
}

/** A test that has not left by then is of no use any more. */
const usefulMs = 3_600_000;

/**
 * One message of the saved draft to the planner: through journal, gates, lane and provider like any other, marked as a
 * test, for no guest, in no campaign's sum, with a reply link that belongs to nobody.
 */
export const sendTest = async (deps: RoomDeps, input: TestSendInput): Promise<{ messageId: string }> => {
  const world = await readWorld(deps, input.campaignId, [input.guestId]);
  const address = addressOf(input);
  const { frozen, values } = await marked(deps, input, world);
  if (deps.lanes.of(input.channel, world.wedding.practice) === undefined) {
    throw refuse("channel-not-connected", "Nothing is connected that could carry this.", "Connect a provider in Settings.");
  }
  const now = deps.clock.now();
  const plan: Intent["plan"] = [
    { channel: input.channel, contactPointId: testGuestId, address, textSha256: frozenTextSha256(frozen), language: frozen.language },
  ];
  const intent: Intent = {
    messageId: deps.ids.next(),
    approvalId: deps.ids.next(),
    weddingId: world.wedding.id,
    campaignId: testCampaignId(input.campaignId),
    guestId: testGuestId,
    householdId: testGuestId,
    slot: testSlot,
    revision: now,
    priority: "reply",
    practice: world.wedding.practice,
    plan,
    values,
    payloadSha256: payloadSha256Of(plan, values),
    approvedAt: now,
    holdUntil: now,
    notBefore: now,
    expiresAt: now + usefulMs,
    quietZone: world.wedding.zone,
  };
  const { approvalId, campaignId, revision, approvedAt } = intent;
  await deps.ledger.approve({ approvalId, campaignId, revision, approvedAt, texts: [frozen], intents: [intent] });
  await rememberAddress(deps, input.channel, address);
  deps.dispatcher().wake();
  return { messageId: intent.messageId };
};

const marked = async (
  deps: RoomDeps,
  { guestId, channel, language }: TestSendInput,
  world: World,
): Promise<{ frozen: FrozenText; values: Record<string, string> }> => {
  const guest = world.guests.get(guestId);
  if (guest === undefined) throw refuse("guest-gone", "This guest is not here any more.", "Choose somebody else.");
  const text = textFor(await readyTexts(world, deps), channel, language ?? guest.language, world.wedding.defaultLanguage);
  if (text === undefined) throw refuse("text-missing", "There is no text for this channel and language yet.", "Write one.");
  const values = valuesOf(guest, dateLanguageOf(guest, [text.frozen]), text.fields, world);
  // A click on a test must not answer for a guest.
  if (values["rsvp.link"] !== undefined && values["rsvp.link"] !== "") values["rsvp.link"] = `${world.rsvpPageUrl ?? ""}#test`;
  const { frozen } = text;
  return {
    values,
    frozen: asTest(frozen),
  };
};

/** What a test says instead. */
export const asTest = (frozen: FrozenText): FrozenText => {
  switch (frozen.channel) {
    case "email":
      return { ...frozen, subject: `[Test] ${frozen.subject}` };
    case "sms":
      return { ...frozen, body: `[Test] ${frozen.body}` };
    case "push":
      return { ...frozen, title: `[Test] ${frozen.title}` };
  }
};

const addressOf = ({ channel, to }: TestSendInput): string => {
  if (channel === "email") {
    const read = readEmail(to);
    if (read.ok) return read.address;
    throw refuse("address-wrong", "This is not an email address.", "Write it like you@example.com.");
  }
  if (channel === "push") {
    throw refuse(
      "address-wrong",
      "A push cannot be sent to an address that is typed.",
      "Add yourself as a guest and register your device.",
    );
  }
  // A number without its country would be a guess, and a wrong guess writes to a stranger.
  const read = /^\s*(\+|00)/.test(to) ? readPhone(to, "") : undefined;
  if (read?.ok === true) return read.e164;
  throw refuse("address-wrong", "This is not a phone number with its country code.", "Write it like +44 7400 123456.");
};

const settingId = "own-addresses";

/** The planner's own addresses, as used for the last tests on this computer. */
export const readOwnAddresses = async ({ collections }: Pick<CampaignsDeps, "collections">): Promise<{ email: string; sms: string }> => {
  const kept = ((await collections.settings.findOne(settingId).exec())?.toJSON() as Setting | undefined)?.value;
  const of = (channel: Channel): string => String(kept?.[channel] ?? "");
  return { email: of("email"), sms: of("sms") };
};

const rememberAddress = async (deps: Pick<CampaignsDeps, "collections" | "clock">, channel: Channel, address: string): Promise<void> => {
  const value = { ...(await readOwnAddresses(deps)), [channel]: address };
  await deps.collections.settings.upsert({ id: settingId, weddingId: "device", kind: settingId, value, updatedAt: deps.clock.now() });
};
