import type { FrozenText, PlanStep } from "#shared/message/ledger-rows.ts";
import { countryOfNumber } from "#shared/contact/phone-number.ts";
import { countSms } from "#shared/sms/segments.ts";
import { payloadSha256Of } from "#hub/ledger/index.ts";
import { resolveAudience, type Recipient, type Resolved } from "./audience/resolve.ts";
import { readHistory, type History } from "./history.ts";
import { dateLanguageOf, valuesOf } from "./merge-values.ts";
import { mergePayload } from "./render.ts";
import { createReviewHash, type ReviewHash } from "./review-hash.ts";
import { resolveSchedule } from "./schedule.ts";
import { readyTexts, type ReadyTexts } from "./texts.ts";
import { createTurns, itemsPerLook } from "./turns.ts";
import { readWorld, type RoomDeps, type World } from "./world.ts";

/** One message as it would be approved. */
export interface ReadyMessage extends Recipient {
  readonly values: Record<string, string>;
  readonly payloadSha256: string;
}

/** Texts and the parts that they are charged as: the price of a text may depend on either. */
export interface TextLoad {
  readonly messages: number;
  readonly segments: number;
  /** Texts by how many parts they have. */
  readonly byParts: ReadonlyMap<number, number>;
}

/** Everything that costs time for ten thousand people and does not depend on what time it is. */
export interface Assembled {
  readonly world: World;
  readonly texts: ReadyTexts;
  readonly resolved: Resolved;
  readonly messages: readonly ReadyMessage[];
  /** Guest ids by field that came out empty. */
  readonly emptyFields: ReadonlyMap<string, readonly string[]>;
  readonly smsSegments: number;
  /** Texts by the country of their number, two letters; empty where nobody can tell. */
  readonly textsByCountry: ReadonlyMap<string, TextLoad>;
  readonly history: History;
  readonly reviewHash: ReviewHash;
}

/** The dry run: everything except the network and the journal, in slices. The same inputs give the same messages. */
export const assemble = async (deps: RoomDeps, campaignId: string): Promise<Assembled> => {
  const world = await readWorld(deps, campaignId);
  const texts = await readyTexts(world, deps);
  const resolved = await resolveAudience(world, texts, deps);
  const history = await readHistory(deps, world, texts);
  const reviewHash = createReviewHash(headerOf(world, deps.clock.now()));
  const messages: ReadyMessage[] = [];
  const emptyFields = new Map<string, string[]>();
  const textsByCountry = new Map<string, TextLoad>();
  let smsSegments = 0;
  const turns = createTurns(deps.clock);
  for (const recipient of resolved.recipients) {
    const { message, empty, segments } = readyMessage(recipient, world);
    messages.push(message);
    reviewHash.add(message.messageId, message.payloadSha256);
    smsSegments += segments;
    if (segments > 0) addText(textsByCountry, countryOfNumber(recipient.plan[0]?.address ?? ""), segments);
    for (const field of empty) {
      const ids = emptyFields.get(field) ?? [];
      ids.push(recipient.guest.id);
      emptyFields.set(field, ids);
    }
    if (messages.length % itemsPerLook === 0) await turns.next();
  }
  return { world, texts, resolved, messages, emptyFields, smsSegments, textsByCountry, history, reviewHash };
};

const addText = (byCountry: Map<string, TextLoad>, country: string, segments: number): void => {
  const {
    messages,
    segments: before,
    byParts,
  } = byCountry.get(country) ?? { messages: 0, segments: 0, byParts: new Map<number, number>() };
  byCountry.set(country, {
    messages: messages + 1,
    segments: before + segments,
    byParts: new Map(byParts).set(segments, (byParts.get(segments) ?? 0) + 1),
  });
};

/** "Now" moves on while a person reads, so it is not part of it. */
const headerOf = ({ campaign }: World, now: number): readonly unknown[] => {
  const { startsAt, expiresAt } = resolveSchedule(campaign, now);
  return [
    campaign.id,
    campaign.approvedRevision,
    campaign.slot,
    campaign.priority,
    campaign.onePer,
    campaign.schedule,
    campaign.expires,
    campaign.schedule.kind === "now" ? null : [startsAt, campaign.expires === null ? null : expiresAt],
  ];
};

const readyMessage = (recipient: Recipient, world: World): { message: ReadyMessage; empty: ReadonlySet<string>; segments: number } => {
  const { guest, plan, texts } = recipient;
  const fields = texts.length === 1 ? (texts[0]?.fields ?? new Set<string>()) : new Set(texts.flatMap((text) => [...text.fields]));
  const values = valuesOf(guest, dateLanguageOf(guest, plan), fields, world);
  const message: ReadyMessage = { ...recipient, values, payloadSha256: payloadSha256Of(plan, values) };
  const [text] = texts;
  const empty = new Set(Object.keys(values).filter((field) => values[field] === ""));
  if (text === undefined || text.frozen.channel !== "sms") return { message, empty, segments: 0 };
  const { payload } = mergePayload(text.compiled, plan[0]?.address ?? "", new Map(Object.entries(values)));
  return { message, empty, segments: payload.channel === "sms" ? countSms(payload.body).segments : 0 };
};

/** Frozen texts that the messages name, each once. */
export const textsUsed = (texts: ReadyTexts, plans: readonly (readonly PlanStep[])[]): FrozenText[] => {
  const named = new Set(plans.flatMap((plan) => plan.map(({ textSha256 }) => textSha256)));
  return [...texts.values()].filter(({ sha256 }) => named.has(sha256)).map(({ frozen }) => frozen);
};
