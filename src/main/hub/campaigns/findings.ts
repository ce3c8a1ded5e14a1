import type { Finding } from "#shared/api/campaigns.ts";
import { countSms } from "#shared/sms/segments.ts";
import { localOfInstant } from "#shared/time/zoned.ts";
import type { ExclusionCode, Resolved } from "./audience/resolve.ts";
import { exclusionSentences } from "./audience/resolve.ts";
import { deadlineHasPassed } from "./gate-facts.ts";
import type { ResolvedSchedule } from "./schedule.ts";
import type { ReadyTexts } from "./texts.ts";
import { people } from "./words.ts";
import type { World } from "./world.ts";

export interface FindingSources {
  readonly world: World;
  readonly texts: ReadyTexts;
  readonly resolved: Resolved;
  readonly schedule: ResolvedSchedule;
  readonly now: number;
  /** Guest ids by field that came out empty. */
  readonly emptyFields: ReadonlyMap<string, readonly string[]>;
  readonly costUnknown: boolean;
  /** Channels of the plan that have a text but nothing connected to carry it. */
  readonly unconnected: readonly string[];
}

/** The people listed behind one number (api/campaigns.ts). */
const guestIdsMax = 200;
/** Gmail clips what is longer. */
const emailBytesMax = 102_000;

const finding = (
  grade: Finding["grade"],
  code: string,
  sentence: string,
  fix: string,
  guestIds: readonly string[] = [],
  count = guestIds.length,
): Finding => ({
  code,
  grade,
  sentence,
  fix,
  guestIds: guestIds.slice(0, guestIdsMax),
  count,
});

/** What a person should know before sending, gravest first. `stop` forbids the approval, `decide` has a harmless default. */
export const findingsOf = (sources: FindingSources): Finding[] => [
  ...textStops(sources),
  ...audienceStops(sources),
  ...timeFindings(sources),
  ...exclusionFindings(sources),
  ...peopleFindings(sources),
  ...notes(sources),
];

const textStops = ({ texts, world }: FindingSources): Finding[] => {
  const found: Finding[] = [];
  if (texts.size === 0) found.push(finding("stop", "body-empty", "There is no text yet.", "Write one."));
  for (const { source, issues, fields } of texts.values()) {
    const [first] = issues;
    const where = `the ${source.channel === "sms" ? "text message" : "email"} in ${source.language}`;
    if (first !== undefined)
      found.push(finding("stop", "text-wrong", `In ${where}: ${first.sentence}`, "Correct the text.", [], issues.length));
    if (fields.has("rsvp.link") && world.rsvpPageUrl === null) {
      found.push(
        finding(
          "stop",
          "link-missing",
          `In ${where} there is a reply link, but the guests' page has no address yet.`,
          "Take the link out, or set up the guests' page.",
        ),
      );
    }
  }
  return found;
};

const idsOf = ({ excluded }: Resolved, ...codes: ExclusionCode[]): string[] =>
  excluded.filter(({ code }) => codes.includes(code)).map(({ guest }) => guest.id);

const audienceStops = ({ resolved, world, unconnected }: FindingSources): Finding[] => {
  const found: Finding[] = [];
  const noText = idsOf(resolved, "no-text");
  const noLane = idsOf(resolved, "no-lane");
  if (noText.length > 0)
    found.push(
      finding(
        "stop",
        "text-missing",
        `${people(noText.length)} would get a text that is not written in their language, nor in the wedding's.`,
        "Write it, or take them out.",
        noText,
      ),
    );
  if (noLane.length > 0)
    found.push(
      finding(
        "stop",
        "channel-not-connected",
        `${people(noLane.length)} can only be reached by a channel that is not connected.`,
        "Connect it in Settings, or take them out.",
        noLane,
      ),
    );
  else if (unconnected.length > 0)
    found.push(
      finding(
        "decide",
        "channel-skipped",
        `Not connected, so another channel is used: ${unconnected.join(", ")}.`,
        "Connect it in Settings, or leave it.",
      ),
    );
  if (resolved.recipients.length === 0) found.push(finding("stop", "nobody", "Nobody would get this.", "Choose other people."));
  const links = resolved.recipients.filter(
    ({ guest, texts }) =>
      texts.some(({ fields }) => fields.has("rsvp.link")) && (world.households.get(guest.householdId)?.rsvpToken ?? "") === "",
  );
  if (links.length > 0)
    found.push(
      finding(
        "stop",
        "token-missing",
        `${people(links.length)} have no reply link of their own.`,
        "Take them out, or add them to a household again.",
        links.map(({ guest }) => guest.id),
      ),
    );
  return found;
};

const timeFindings = ({ schedule, now, world }: FindingSources): Finding[] => {
  const found: Finding[] = [];
  const { campaign, wedding } = world;
  if (schedule.expiresAt <= now || schedule.expiresAt <= schedule.startsAt) {
    found.push(finding("stop", "expiry-passed", "It would expire before it starts.", "Choose a later limit."));
  }
  const local = localOfInstant(schedule.startsAt, campaign.schedule.kind === "at" ? campaign.schedule.zone : wedding.zone).replace(
    "T",
    " ",
  );
  if (schedule.dst === "skipped")
    found.push(
      finding(
        "decide",
        "time-skipped",
        `The clocks go forward: that time does not exist, so it starts at ${local}.`,
        "Choose another time, or leave it.",
      ),
    );
  if (schedule.dst === "twice")
    found.push(
      finding(
        "decide",
        "time-twice",
        `The clocks go back: ${local} comes twice, and the first one counts.`,
        "Choose another time, or leave it.",
      ),
    );
  if (campaign.schedule.kind === "at" && schedule.startsAt < now)
    found.push(finding("decide", "start-passed", "The chosen time has passed, so it starts at once.", "Choose a later time, or leave it."));
  if (campaign.priority === "reminder" && deadlineHasPassed(wedding, schedule.startsAt))
    found.push(
      finding(
        "decide",
        "after-deadline",
        "The reply deadline will have passed: no reminder would leave.",
        "Move the deadline, or choose an earlier time.",
      ),
    );
  return found;
};

const exclusionFindings = ({ resolved }: FindingSources): Finding[] => {
  const codes: readonly ExclusionCode[] = [
    "no-address",
    "opted-out",
    "bounced",
    "landline",
    "invalid-address",
    "already-got",
    "already-answered",
    "same-address",
    "same-household",
  ];
  return codes.flatMap((code) => {
    const ids = idsOf(resolved, code);
    const fix = code === "opted-out" ? "They stay out; nobody can override this." : "They are left out; open the list to correct it.";
    return ids.length === 0 ? [] : [finding("decide", code, `${people(ids.length)} left out: ${exclusionSentences[code]}`, fix, ids)];
  });
};

const peopleFindings = ({ resolved, emptyFields, world }: FindingSources): Finding[] => {
  const found = [...emptyFields].map(([field, ids]) =>
    finding(
      "decide",
      "field-empty",
      `The field ${field} is empty for ${people(ids.length)}.`,
      'Fill it in, or add a stand-in: | default: "friend".',
      ids,
    ),
  );
  const ids = (pick: (recipient: Resolved["recipients"][number]) => boolean): string[] =>
    resolved.recipients.filter(pick).map(({ guest }) => guest.id);
  const unnamed = ids(({ guest }) => guest.kind === "plus-one" && `${guest.givenName}${guest.familyName}`.trim() === "");
  const children = ids(({ guest }) => guest.kind === "child");
  const otherLanguage = ids(({ guest, plan }) => plan[0] !== undefined && plan[0].language.split("-")[0] !== guest.language.split("-")[0]);
  if (unnamed.length > 0)
    found.push(
      finding(
        "decide",
        "plus-one-unnamed",
        `${people(unnamed.length)} are plus-ones without a name.`,
        "Name them, or take them out.",
        unnamed,
      ),
    );
  if (children.length > 0)
    found.push(
      finding("decide", "children", `${people(children.length)} are children.`, "Take them out, or choose one per household.", children),
    );
  if (otherLanguage.length > 0)
    found.push(
      finding(
        "decide",
        "other-language",
        `${people(otherLanguage.length)} get the text in another language than their own.`,
        "Write their language, or leave it.",
        otherLanguage,
      ),
    );
  if (world.campaign.onePer === "person") {
    const shared = [...Map.groupBy(resolved.recipients, ({ plan }) => plan[0]?.address ?? "").values()]
      .filter((group) => group.length > 1)
      .flat();
    if (shared.length > 0)
      found.push(
        finding(
          "decide",
          "address-shared",
          `${people(shared.length)} share an address with somebody who also gets it.`,
          "Choose one per address, or leave it.",
          shared.map(({ guest }) => guest.id),
        ),
      );
  }
  return found;
};

const notes = ({ texts, costUnknown }: FindingSources): Finding[] => {
  const found: Finding[] = [];
  for (const { source, frozen } of texts.values()) {
    if (frozen.channel === "sms" && countSms(frozen.body).encoding === "UCS-2")
      found.push(
        finding(
          "note",
          "sms-ucs2",
          `The text message in ${source.language} has characters that make it longer (70 a part instead of 160).`,
          "See the editor for replacements.",
        ),
      );
    if (frozen.channel === "email" && Buffer.byteLength(frozen.html) > emailBytesMax)
      found.push(finding("note", "email-long", `The email in ${source.language} is so long that Gmail cuts it.`, "Shorten it."));
    if (source.channel === "email" && source.blocks.some((block) => block.type === "image" && block.alt.trim() === ""))
      found.push(
        finding(
          "note",
          "image-alt",
          `In the email in ${source.language} an image has no description.`,
          "Describe it for those who cannot see it.",
        ),
      );
    if (frozen.channel === "email" && frozen.replyTo === "" && !frozen.from.startsWith("practice@"))
      found.push(finding("note", "reply-to", "No address for replies is set.", "Set one in Settings."));
  }
  if (costUnknown)
    found.push(
      finding(
        "note",
        "cost-unknown",
        "No price for text messages is known, so the cost is not estimated.",
        "See the provider's price page.",
      ),
    );
  return found;
};
