import { isReminder } from "#shared/message/reminder.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { Guest } from "#shared/domain/index.ts";
import { mayBeApprovedAgain } from "#shared/message/fold.ts";
import type { PlanStep } from "#shared/message/ledger-rows.ts";
import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { messageIdOf } from "#hub/ledger/index.ts";
import { textFor, type ReadyText, type ReadyTexts } from "../texts.ts";
import { createTurns } from "../turns.ts";
import { nameOf } from "../words.ts";
import type { CampaignsDeps, World } from "../world.ts";
import { hasAnswered } from "./answered.ts";
import { createQuietZones, type QuietZones } from "./quiet-zones.ts";
import { addressKey } from "./suppressions.ts";

export interface Recipient {
  readonly guest: Guest;
  readonly messageId: string;
  readonly plan: readonly PlanStep[];
  /** One per step. */
  readonly texts: readonly ReadyText[];
  readonly quiet: QuietZones;
}

export type ExclusionCode =
  | "opted-out"
  | "bounced"
  | "invalid-address"
  | "landline"
  | "country-not-allowed"
  | "no-address"
  | "no-text"
  | "no-lane"
  | "already-got"
  | "already-answered"
  | "same-address"
  | "same-household";

export interface Exclusion {
  readonly guest: Guest;
  readonly code: ExclusionCode;
}

export interface Resolved {
  readonly recipients: readonly Recipient[];
  readonly excluded: readonly Exclusion[];
}

export const exclusionSentences: Readonly<Record<ExclusionCode, string>> = {
  "opted-out": "Asked not to be written to.",
  bounced: "Mail to this address came back before.",
  "invalid-address": "The address cannot be right.",
  landline: "The only number is a landline, which gets no texts.",
  "country-not-allowed": "No connected account may send texts to the country of this number.",
  "no-address": "Has no address for the channels of this campaign.",
  "no-text": "There is no text in this guest's language, nor in the wedding's.",
  "no-lane": "The channel that reaches this guest is not connected.",
  "already-got": "Got this message already, or it is on its way.",
  "already-answered": "Has answered already.",
  "same-address": "Somebody else at the same address gets it.",
  "same-household": "Somebody else of the household gets it.",
};

/** Of several reasons the first of these is told: what a person asked for weighs most. */
const strongestFirst: readonly ExclusionCode[] = [
  "opted-out",
  "bounced",
  "invalid-address",
  "landline",
  "country-not-allowed",
  "no-text",
  "no-lane",
  "no-address",
];

/** Guests looked up in the journal at once: about a millisecond of work. */
const guestsPerRead = 100;

/** Who gets the campaign by which way, and who does not and why. Everybody of the audience is in one of the two. */
export const resolveAudience = async (
  world: World,
  texts: ReadyTexts,
  deps: Pick<CampaignsDeps, "ledger" | "lanes" | "terms" | "clock" | "quietHours" | "isBlockLost">,
): Promise<Resolved> => {
  const candidates: Recipient[] = [];
  const excluded: Exclusion[] = [];
  const covered = new Set<string>();
  const { campaign } = world;
  const turns = createTurns(deps.clock);
  const quietZones = createQuietZones(world.wedding, deps.quietHours(world.wedding.practice), deps.clock.now());
  for (let start = 0; start < world.audience.length; start += guestsPerRead) {
    const guests = world.audience.slice(start, start + guestsPerRead).flatMap((id) => world.guests.get(id) ?? []);
    const withIds = guests.map((guest) => ({ guest, messageId: messageIdOf(campaign.weddingId, campaign.slot, guest.id) }));
    const known = deps.ledger.readMessages(withIds.map(({ messageId }) => messageId));
    for (const { guest, messageId } of withIds) {
      const steps = stepsOf(guest, world, texts, deps);
      const rows = known.get(messageId);
      if (rows !== undefined && (rows.damaged > 0 || !mayBeApprovedAgain(rows))) {
        excluded.push({ guest, code: "already-got" });
        // What one member got counts for the group, whoever of them stands for it this time.
        for (const step of rows.intent.plan) covered.add(addressKey(step.channel, step.address));
        covered.add(guest.householdId);
      } else if (isReminder(campaign) && hasAnswered(guest, world.answers.get(guest.id) ?? [])) {
        excluded.push({ guest, code: "already-answered" });
      } else if (steps.plan.length === 0) excluded.push({ guest, code: steps.code });
      else candidates.push({ guest, messageId, plan: steps.plan, texts: steps.texts, quiet: quietZones(guest) });
    }
    await turns.next();
  }
  const recipients = oneEach(candidates, campaign.onePer, covered, excluded);
  return { recipients, excluded };
};

/** Adults stand for their group before plus-ones and children; otherwise the order of the view decides. */
const oneEach = (
  candidates: readonly Recipient[],
  onePer: World["campaign"]["onePer"],
  covered: Set<string>,
  excluded: Exclusion[],
): Recipient[] => {
  if (onePer === "person") return [...candidates];
  const code = onePer === "address" ? "same-address" : "same-household";
  const chosen: Recipient[] = [];
  for (const recipient of candidates.toSorted((a, b) => rank(a.guest) - rank(b.guest))) {
    const [first] = recipient.plan;
    const group = onePer === "household" || first === undefined ? recipient.guest.householdId : addressKey(first.channel, first.address);
    if (covered.has(group)) excluded.push({ guest: recipient.guest, code });
    else chosen.push(recipient);
    covered.add(group);
  }
  const unique = onePer === "address" ? withOwnAddresses(chosen, covered) : chosen;
  const byMessage = new Map(unique.map((recipient) => [recipient.messageId, recipient]));
  return candidates.flatMap(({ messageId }) => byMessage.get(messageId) ?? []);
};

/** Nobody falls back to an address at which somebody else gets it, or may: it would get two. Everybody's first one is covered already. */
const withOwnAddresses = (recipients: readonly Recipient[], covered: Set<string>): Recipient[] =>
  recipients.map((recipient) => {
    const own = new Set<number>();
    for (const [index, { channel, address }] of recipient.plan.entries()) {
      const key = addressKey(channel, address);
      if (index === 0 || !covered.has(key)) own.add(index);
      covered.add(key);
    }
    const isOwn = (_: unknown, index: number): boolean => own.has(index);
    return { ...recipient, plan: recipient.plan.filter(isOwn), texts: recipient.texts.filter(isOwn) };
  });

const rank = (guest: Guest): number => (guest.kind === "adult" ? 0 : guest.kind === "plus-one" ? 1 : 2);

interface Steps {
  readonly plan: PlanStep[];
  readonly texts: ReadyText[];
  readonly code: ExclusionCode;
}

/** The guest's own wish first, if the campaign uses that channel, then the campaign's order. */
export const channelsOf = (guest: Guest, channelPlan: readonly Channel[]): readonly Channel[] => {
  const { preferredChannel } = guest;
  return preferredChannel === null || !channelPlan.includes(preferredChannel)
    ? channelPlan
    : [...new Set([preferredChannel, ...channelPlan])];
};

/** A plan holds ten steps at most (ledger-rows.ts). */
const stepsMax = 10;

type StepDeps = Pick<CampaignsDeps, "lanes" | "terms" | "isBlockLost">;

export const stepsOf = (guest: Guest, world: World, texts: ReadyTexts, deps: StepDeps): Steps => {
  const plan: PlanStep[] = [];
  const used: ReadyText[] = [];
  const reasons = new Set<ExclusionCode>(["no-address"]);
  for (const channel of channelsOf(guest, world.campaign.channelPlan)) {
    const text = textFor(texts, channel, guest.language, world.wedding.defaultLanguage);
    const points = guest.contactPoints
      .filter((point) => point.channel === channel)
      .toSorted((a, b) => standingRank(a.standing) - standingRank(b.standing));
    for (const point of points) {
      const reason =
        unusable(point, world, deps) ??
        (text === undefined ? "no-text" : undefined) ??
        (deps.lanes.of(channel, world.wedding.practice) === undefined ? "no-lane" : undefined);
      if (reason !== undefined) reasons.add(reason);
      else if (text !== undefined && plan.length < stepsMax) {
        plan.push({ channel, contactPointId: point.id, address: point.address, textSha256: text.sha256, language: text.frozen.language });
        used.push(text);
      }
    }
  }
  return { plan, texts: used, code: strongestFirst.find((code) => reasons.has(code)) ?? "no-address" };
};

const standingRank = (standing: Guest["contactPoints"][number]["standing"]): number => (standing === "good" ? 0 : 1);

const isForbidden = ({ channel, address }: Guest["contactPoints"][number], { wedding }: World, terms: CampaignsDeps["terms"]): boolean =>
  channel === "sms" && !wedding.practice && terms.ruleFor(countryOfNumber(address))?.code === "sender-not-allowed";

const unusable = (
  point: Guest["contactPoints"][number],
  world: World,
  { terms, isBlockLost }: Omit<StepDeps, "lanes">,
): ExclusionCode | undefined => {
  if (point.consent === "withdrawn") return "opted-out";
  const suppression = world.suppressions.get(addressKey(point.channel, point.address));
  if (suppression !== undefined) return suppression.reason === "hard-bounce" ? "bounced" : "opted-out";
  if (isBlockLost(world.wedding.id, point.channel, point.address)) return "opted-out";
  if (point.standing === "bounced") return "bounced";
  if (point.standing === "invalid" || point.address === "") return "invalid-address";
  if (point.channel === "sms" && point.lineType === "landline") return "landline";
  return isForbidden(point, world, terms) ? "country-not-allowed" : undefined;
};

export const excludedRow = ({ guest, code }: Exclusion) => ({
  guestId: guest.id,
  name: nameOf(guest),
  code,
  sentence: exclusionSentences[code],
});
